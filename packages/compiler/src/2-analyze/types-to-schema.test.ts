import { describe, expect, test } from "vitest";
import { accepts, schemaOf, SDK } from "./schema-of.fixture.ts";

describe("values", () => {
  test.each([
    ["string", ["", "a"], [1, null]],
    ["number", [0, -1.5], ["1", null]],
    ["boolean", [true, false], ["true", 0]],
    ["null", [null], [0]],
    ["unknown", [null, 1, { a: [] }], []],
    ["any", [null, 1, { a: [] }], []],
    ["object", [{}, { a: 1 }, []], [1, null]],
    ["{ any: {} }", [{ any: 1 }, { any: [] }], [{ any: null }, {}]],
    ["`${number}`", ["1", "-2.5e+21", ".5", "0x1F", "NaN"], ["", "a", "1a"]],
    ["never", [], [1, null, {}]],
    ["`v${number}.${'x' | 'y'}-${string}`", ["v1.x-", "v-2.5.y-a\nb"], ["v.x-", "v1.z-", "av1.x-"]],
    ["Uppercase<string>", ["A"], [1]],
    ["string & { readonly __brand: unique symbol }", ["a"], [1, {}]],
  ])("%s", (source, good, bad) => {
    accepts(source, good, bad);
  });

  test("a union of literals is one enum, whatever was declared before", () => {
    const levels = accepts('"low" | "high" | "mid"', ["low"], ["Low", null]);
    expect(levels).toEqual({ type: "string", enum: ["high", "low", "mid"] });
    expect(schemaOf('const early = ["mid", "low"] as const; export type T = "high" | "low" | "mid"').schema).toEqual(
      levels,
    );
  });

  test("a boolean in a union is a boolean again", () => {
    expect(accepts("boolean | number | null", [true, false, 1, null], ["x"])).toEqual({
      anyOf: [{ type: "boolean" }, { type: "number" }, { type: "null" }],
    });
    expect(accepts("true | 'auto'", [true, "auto"], [false, "x"])).toEqual({
      anyOf: [
        { type: "boolean", const: true },
        { type: "string", const: "auto" },
      ],
    });
  });

  test("literals that only help an editor do not narrow", () => {
    expect(accepts("'a' | (string & {})", ["a", "b"], [1])).toEqual({ type: "string" });
  });

  test("enums are their values", () => {
    accepts("enum Colour { Red, Green = 'g' }\nexport type T = Colour", [0, "g"], ["Red", 1]);
    accepts("enum One { Only = 7 }\nexport type T = One", [7], [0]);
    accepts("enum Colour { Red, Green }\nexport type T = Colour.Green", [1], [0]);
  });

  test("no result is null", () => {
    expect(accepts("void", [null], [1])).toEqual({ type: "null" });
    accepts("undefined | number", [null, 1], ["x"]);
  });
});

describe("objects", () => {
  test("an optional key may be absent, one that may be undefined also, null is a value", () => {
    const schema = accepts(
      "{ a?: number; b: number | undefined; c: number | null; d?: string | null; e: undefined }",
      [{ c: null }, { a: 1, b: 2, c: 3, d: null }],
      [{}, { a: null, c: 1 }, { b: null, c: 1 }, { c: "1" }, { c: 1, e: 1 }],
    );
    expect(schema["required"]).toEqual(["c"]);
  });

  test("interfaces, intersections, readonly, inheritance", () => {
    accepts(
      "interface Base { readonly id: string }\ninterface Sized extends Base { size: number }\nexport type T = Sized & { tags: readonly string[] }",
      [{ id: "a", size: 1, tags: [] }],
      [
        { id: "a", size: 1 },
        { size: 1, tags: [] },
        { id: "a", size: 1, tags: [1] },
      ],
    );
  });

  test("records and index signatures", () => {
    accepts("Record<string, number>", [{}, { a: 1 }], [{ a: "1" }, []]);
    accepts("Record<'a' | 'b', number>", [{ a: 1, b: 2 }], [{ a: 1 }]);
    accepts(
      "{ name: string; [key: string]: string | number }",
      [{ name: "x", n: 1 }],
      [{ n: 1 }, { name: "x", n: null }],
    );
    accepts("{ [key: `x-${string}`]: number }", [{ "x-a": 1, other: "y" }], [{ "x-a": "1" }]);
    accepts("Record<number, string>", [{ 1: "a" }], [{ 1: 2 }]);
    accepts("Partial<Record<string, number>>", [{ a: 1 }], [{ a: null }]);
  });

  test("mapped types are resolved", () => {
    accepts(
      "interface All { a: number; b: string; c: boolean }\nexport type T = Partial<Pick<All, 'a' | 'b'>> & Required<Omit<All, 'a' | 'b'>>",
      [{ c: true }, { a: 1, c: false }],
      [{ a: 1 }, { a: "x", c: true }],
    );
  });

  test("discriminated unions, with forbidden keys", () => {
    accepts(
      "{ kind: 'ok'; value: number; error?: never } | { kind: 'failed'; error: string }",
      [
        { kind: "ok", value: 1 },
        { kind: "failed", error: "x" },
      ],
      [{ kind: "ok" }, { kind: "failed", value: 1 }, { kind: "ok", value: 1, error: "x" }, { kind: "other" }],
    );
  });

  test("instances of generics, conditional and indexed types", () => {
    accepts(
      "interface Box<V> { value: V }\nexport type T = Box<Box<string>>",
      [{ value: { value: "a" } }],
      [{ value: "a" }],
    );
    accepts(
      "type Unwrap<V> = V extends (infer U)[] ? U : never\nexport type T = Unwrap<{ n: number }[]>['n']",
      [1],
      ["1"],
    );
  });

  test("inferred types, as z.infer gives them", () => {
    accepts(
      "declare const BRAND: unique symbol;\ntype Output<S> = { [K in keyof S]: S[K] extends { _output: infer O } ? O : never };\ntype Str = { _output: string & { [BRAND]: 'Email' } }\nexport type T = Output<{ email: Str; n: { _output: number } }>",
      [{ email: "a", n: 1 }],
      [{ email: 1, n: 1 }, { email: "a" }],
    );
  });

  test("a brand of an object is a field that no value has", () => {
    accepts("{ id: string } & { readonly __brand: 'User' }", [{ id: "a" }], [{ id: 1 }]);
    accepts("{ __typename: 'User' }", [{ __typename: "User" }], [{}]);
  });

  test("what may be undefined depends on where it stands", () => {
    const { problems } = schemaOf("type Maybe = number | undefined\nexport type T = { a: Maybe; list: Maybe[] }");
    expect(problems.map(({ path }) => path)).toEqual(["list[]"]);
  });

  test("keys with any name", () => {
    const schema = accepts("{ 'a-b': number; __proto__: string }", [], [{ "a-b": "x" }]);
    expect(Object.keys(schema["properties"] as object)).toEqual(["a-b", "__proto__"]);
  });

  test("JSDoc becomes the description, the property's before its type's", () => {
    const { schema } = schemaOf(
      "/** How it went. */ interface Score {\n/** Between 0 and 1. */ f1: number }\nexport interface T {\n/** The best. */ best: Score; all: Score[] }",
    );
    expect(schema).toEqual({
      type: "object",
      properties: {
        best: {
          type: "object",
          properties: { f1: { type: "number", description: "Between 0 and 1." } },
          required: ["f1"],
          description: "The best.",
        },
        all: {
          type: "array",
          items: {
            type: "object",
            properties: { f1: { type: "number", description: "Between 0 and 1." } },
            required: ["f1"],
            description: "How it went.",
          },
        },
      },
      required: ["best", "all"],
    });
    expect(schemaOf("Record<string, number>").schema).not.toHaveProperty("description");
  });
});

describe("lists", () => {
  test.each([
    ["number[]", [[], [1]], [["1"], {}, null]],
    ["readonly (string | null)[]", [["a", null]], [[1]]],
    ["[]", [[]], [[1]]],
    ["[string, number]", [["a", 1]], [["a"], ["a", "b"], ["a", 1, 2]]],
    ["[string, number?]", [["a"], ["a", 1]], [[], ["a", null]]],
    ["readonly [name: string, ...rest: number[]]", [["a"], ["a", 1, 2]], [[], ["a", "b"]]],
    ["[...string[], number]", [[1], ["a", 1]], [[], [true]]],
    [
      "[boolean, ...string[], number]",
      [
        [true, 1],
        [true, "a", 1],
      ],
      [[true], ["a", 1]],
    ],
  ])("%s", (source, good, bad) => {
    accepts(source, good, bad);
  });
});

describe("recursion", () => {
  test("an interface inside itself becomes a definition", () => {
    const schema = accepts(
      "export interface T { name: string; children: T[]; parent?: T }",
      [{ name: "a", children: [{ name: "b", children: [] }] }],
      [{ name: "a" }, { name: "a", children: [{ name: 1, children: [] }] }],
    );
    expect(schema["$ref"]).toBe("#/$defs/T");
  });

  test("recursive aliases and generics, two that call each other", () => {
    accepts(
      "type Json = null | boolean | number | string | Json[] | { [key: string]: Json }\nexport interface T { data?: Json }",
      [{ data: [{ a: [null, 1] }] }, {}],
      [1],
    );
    const schema = accepts(
      "interface Node<V> { value: V; next?: Link<V> }\ninterface Link<V> { to: Node<V> }\nexport interface T { n: Node<number>; s: Node<string> }",
      [{ n: { value: 1, next: { to: { value: 2 } } }, s: { value: "a" } }],
      [{ n: { value: 1, next: { to: { value: "2" } } }, s: { value: "a" } }],
    );
    expect(Object.keys(schema["$defs"] as object)).toEqual(["Node_number", "Node_string"]);
  });

  test("a type without an end is refused, once", () => {
    const { problems } = schemaOf("export interface T<V = string> { next?: T<T<V>> }");
    expect(problems.map((problem) => problem.reason)).toEqual(["the type has no end"]);
  });
});

describe("artifacts", () => {
  const from = (type: string): string =>
    `import type { Artifact, Dataset, Model } from "${SDK}/artifacts.ts"\nimport type { Json } from "${SDK}/ir/types.ts"\nexport type T = ${type}`;
  const record = { uri: "file:///a", sha256: "0", bytes: 1, mediaType: "text/plain", metadata: { name: "a" } };

  test("are recognised by declaration, whatever they are called", () => {
    const { schema, artifact } = schemaOf(from("Dataset"));
    expect(artifact).toBe("dataset");
    expect(schema).toMatchObject({
      type: "object",
      "x-artifact": "dataset",
      properties: { type: { const: "dataset" } },
    });
    expect(JSON.stringify(schema)).not.toContain("description");
    expect(schemaOf(from('Artifact<"page"> & { readonly metadata: { readonly pages: number } }')).artifact).toBe(
      "page",
    );
    expect(schemaOf(from("Artifact")).artifact).toBe("artifact");
  });

  test("inside other types", () => {
    const schema = accepts(
      from("{ corpus: Dataset; models?: Model[] }"),
      [{ corpus: { ...record, type: "dataset" } }, { corpus: { ...record, type: "dataset" }, models: [] }],
      [{ corpus: "a" }, { corpus: { ...record, type: "model" } }],
    );
    expect(schema).toHaveProperty("properties.models.items.x-artifact", "model");
    expect(schema).not.toHaveProperty("$defs");
  });

  test("a look-alike is plain data", () => {
    const lookalike = schemaOf(
      "interface Artifact<K> { uri: string; type: K }\nexport interface T extends Artifact<'dataset'> {}",
    );
    expect(lookalike.artifact).toBeUndefined();
    expect(lookalike.schema).not.toHaveProperty("x-artifact");
    expect(schemaOf(from("Dataset | Model")).artifact).toBeUndefined();
  });

  test("the SDK's Json is anything", () => {
    expect(accepts(from("{ data: Json }"), [{ data: [1, { a: null }] }], [1])).toHaveProperty("properties.data", {});
  });
});

describe("what JSON cannot hold is reported with its path", () => {
  test.each([
    ["Date", "", "JSON has no Date; send `date.toISOString()`, a string"],
    ["{ runs: { startedAt: Date }[] }", "runs[].startedAt", "JSON has no Date; send `date.toISOString()`, a string"],
    [
      "{ by: Record<string, Map<string, number>> }",
      "by[*]",
      "JSON has no Map; send `Object.fromEntries(map)` or an array of pairs",
    ],
    ["{ seen?: Set<string> | null }", "seen", "JSON has no Set; send `[...set]`, an array"],
    ["[number, bigint]", "[1]", "JSON has no bigint; send `String(n)` or a number"],
    ["{ n: 10n }", "n", "JSON has no bigint; send `String(n)` or a number"],
    ["{ s: symbol }", "s", "JSON has no symbol"],
    ["{ 'on-end': () => void }", '["on-end"]', "JSON has no functions"],
    ["{ make: new () => object }", "make", "JSON has no classes"],
    ["{ later: Promise<number> }", "later", "JSON has no Promise; await it first"],
    [
      "{ bytes: Uint8Array }",
      "bytes",
      "JSON has no Uint8Array; send a list of numbers, or save it with `ctx.save` and send the artifact",
    ],
    ["{ why: TypeError }", "why", "JSON has no TypeError; send its name and message"],
    ["{ list: (number | undefined)[] }", "list[]", "JSON has no undefined in a list; use null"],
  ])("%s", (source, path, reason) => {
    const { problems } = schemaOf(source);
    expect(problems.map((problem) => [problem.path, problem.reason])).toEqual([[path, reason]]);
  });

  test("every one, at its own declaration", () => {
    const { problems } = schemaOf(
      "class Counter { count = 0; add(): void {} }\nexport interface T { at: Date; counter: Counter }",
    );
    expect(problems.map((problem) => [problem.path, problem.node.getText()])).toEqual([
      ["at", "at: Date;"],
      ["counter.add", "add(): void {}"],
    ]);
  });

  test("a platform type of plain data is data", () => {
    accepts("Omit<DOMRectInit, 'x'>", [{ y: 1 }], [{ y: "1" }]);
  });
});
