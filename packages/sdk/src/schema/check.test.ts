import fc from "fast-check";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Json, JsonSchema } from "../ir/types.ts";
import { mismatchMessage, mismatchPath } from "../runtime/checks.ts";
import { allowsAnything } from "./check-text.ts";
import { compileCheck } from "./compile-check.ts";

function problems(schema: JsonSchema, value: Json): readonly string[] {
  const found = compileCheck(schema)(value) ?? [];
  return found.map((mismatch) => `${mismatchPath(mismatch.keys)}: ${mismatchMessage(mismatch)}`);
}

const key = fc.constantFrom("a", "b", "x1", "isPrototypeOf", "a-b");
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(null, true, false, 0, 1, -1, 2, 3, 1.5, 1e6, "", "a", "b", "ab", "x1", "😀", "aaa"),
  fc.string({ maxLength: 4 }),
);
const value: fc.Arbitrary<Json> = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie("any"), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie("any")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).any;

const TYPES = ["string", "number", "integer", "boolean", "null", "object", "array"] as const;
const PATTERNS = ["^a", "b$", "^x\\d+$", "^[\\s\\S]*$", "\\p{L}", "a|b"] as const;
const count = fc.nat({ max: 3 });
const limit = fc.constantFrom(-1, 0, 1, 1.5, 2, 3);

/** A schema with any of the keywords together, whether they make sense together or not. */
const schema: fc.Arbitrary<Json> = fc.letrec<{ any: Json }>((tie) => {
  const any = tie("any");
  const list = fc.array(any, { minLength: 1, maxLength: 3 });
  const map = (keys: fc.Arbitrary<string>): fc.Arbitrary<Json> =>
    fc.array(fc.tuple(keys, any), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
  const keywords: { readonly [keyword: string]: fc.Arbitrary<Json> } = {
    type: fc.oneof(
      fc.constantFrom(...TYPES),
      fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 3 }),
    ),
    const: value,
    enum: fc.array(value, { minLength: 1, maxLength: 3 }),
    allOf: list,
    anyOf: list,
    oneOf: list,
    not: any,
    properties: map(key),
    required: fc.uniqueArray(key, { maxLength: 2 }),
    additionalProperties: any,
    patternProperties: map(fc.constantFrom(...PATTERNS)),
    propertyNames: any,
    minProperties: count,
    maxProperties: count,
    prefixItems: list,
    items: any,
    minItems: count,
    maxItems: count,
    uniqueItems: fc.boolean(),
    minLength: count,
    maxLength: count,
    pattern: fc.constantFrom(...PATTERNS),
    minimum: limit,
    maximum: limit,
    exclusiveMinimum: limit,
    exclusiveMaximum: limit,
    multipleOf: fc.constantFrom(1, 0.5, 2),
    $ref: fc.constantFrom("#", "#/$defs/One", "#/$defs/T~1wo"),
  };
  const entry = fc.oneof(
    ...Object.entries(keywords).map(([keyword, arbitrary]) => fc.tuple(fc.constant(keyword), arbitrary)),
  );
  const object = fc.array(entry, { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
  return { any: fc.oneof({ maxDepth: 3, depthSize: "small" }, fc.boolean(), object) };
}).any;

describe("a generated check", () => {
  test("agrees with a reference implementation on random schemas and values", () => {
    let [fits, others] = [0, 0];
    fc.assert(
      fc.property(schema, schema, schema, fc.array(value, { minLength: 5, maxLength: 5 }), (main, one, two, values) => {
        const root = {
          ...(typeof main === "object" ? main : { allOf: [main] }),
          $defs: { One: one, "T/wo": two },
        } as JsonSchema;
        fc.pre(!refersToItself(root));
        const check = compileCheck(root);
        const reference = new Ajv2020({
          strict: false,
          ownProperties: true,
          validateFormats: false,
          logger: false,
        }).compile(root);
        for (const candidate of values) {
          const expected = reference(candidate);
          expect(check(candidate) === undefined, JSON.stringify([root, candidate])).toBe(expected);
          if (expected) fits++;
          else others++;
        }
      }),
      { numRuns: 150 },
    );
    expect(Math.min(fits, others)).toBeGreaterThan(50);
  }, 120_000);

  test("agrees on recursive types", () => {
    const tree = {
      $ref: "#/$defs/Tree",
      $defs: {
        Tree: {
          type: "object",
          properties: { n: { type: "number" }, children: { type: "array", items: { $ref: "#/$defs/Tree" } } },
          required: ["n"],
        },
      },
    };
    const trees = fc.letrec<{ tree: Json }>((tie) => ({
      tree: fc.record(
        {
          n: fc.oneof({ weight: 9, arbitrary: fc.integer() }, { weight: 1, arbitrary: fc.constant("1") }),
          children: fc.array(tie("tree"), { maxLength: 3 }),
        },
        { requiredKeys: ["n"] },
      ),
    })).tree;
    const reference = new Ajv2020().compile(tree);
    const check = compileCheck(tree);
    fc.assert(fc.property(trees, (one) => (check(one) === undefined) === reference(one)));
  });

  test.each<[JsonSchema, Json, string]>([
    [{ type: "number" }, "1", ': must be a number, and it is the string "1"'],
    [{ type: ["object", "array"] }, 1, ": must be an object or a list, and it is 1"],
    [{ type: "array", items: { type: "number" } }, [1, null], "[1]: must be a number, and it is null"],
    [
      { type: "object", properties: { "y z": { type: "string" } }, required: ["y z"] },
      {},
      '["y z"]: is missing; it must be a string',
    ],
    [{ type: "object", required: ["a"] }, {}, "a: is missing; it must be given"],
    [{ properties: { a: {} }, additionalProperties: false }, { a: 1, b: 2 }, "b: must not be given, and it is 2"],
    // The reference does not look at such a field.
    [
      JSON.parse('{"properties":{"__proto__":{"type":"null"}}}') as JsonSchema,
      JSON.parse('{"__proto__":2}') as Json,
      "__proto__: must be null, and it is 2",
    ],
    [{ minItems: 2 }, [1], ": must have at least 2 elements, and it is a list of 1 element"],
    [{ type: "string", maxLength: 1 }, "😀a", ': must have at most 1 character, and it is the string "😀a"'],
    [{ type: "number", exclusiveMinimum: 0 }, 0, ": must be more than 0, and it is 0"],
    [{ type: "string", pattern: "^v\\d+$" }, "x", ': must match /^v\\d+$/u, and it is the string "x"'],
    [
      { anyOf: [{ type: "number" }, { type: "string", enum: ["auto", "off"] }, { type: "null" }] },
      true,
      ': must be a number, "auto", "off" or null, and it is true',
    ],
  ])("%j says of %j what is wrong", (given, candidate, message) => {
    expect(problems(given, candidate)).toEqual([message]);
  });

  const arm = (kind: string, field: string): JsonSchema => ({
    type: "object",
    properties: { [field]: { type: "number" }, kind: { type: "string", const: kind } },
    required: ["kind", field],
  });
  const shapes = { anyOf: [arm("circle", "r"), arm("square", "side"), { type: "null" }] };
  test.each<[Json, readonly string[]]>([
    [{ kind: "square", side: "2" }, ['side: must be a number, and it is the string "2"']],
    [{ kind: "circle", side: 2 }, ["r: is missing; it must be a number"]],
    [{ kind: "star" }, ['kind: must be "circle" or "square", and it is the string "star"']],
    [{ r: 1 }, ['kind: is missing; it must be "circle" or "square"']],
    [5, [": must be an object or null, and it is 5"]],
  ])("of a union it says of %j what the nearest type lacks", (candidate, messages) => {
    expect(problems(shapes, candidate)).toEqual(messages);
  });

  test("stops in a list that is wrong all over", () => {
    const found = compileCheck({ items: { type: "number" } })(Array.from({ length: 1e6 }, () => "x"));
    expect(found).toHaveLength(10);
  });

  test("knows what needs no check", () => {
    expect(allowsAnything({ description: "x", properties: { a: {} } })).toBe(true);
    expect(allowsAnything({ type: "object" })).toBe(false);
  });
});

/** References in a circle without anything between them: no value could be checked. */
function refersToItself(root: JsonSchema): boolean {
  const targets = new Map<string, Json>([
    ["#", root],
    ["#/$defs/One", (root["$defs"] as JsonSchema)["One"] as Json],
    ["#/$defs/T~1wo", (root["$defs"] as JsonSchema)["T/wo"] as Json],
  ]);
  const visit = (at: Json, open: ReadonlySet<string>): boolean => {
    if (typeof at !== "object" || at === null || Array.isArray(at)) return false;
    const applied = [at, ...["allOf", "anyOf", "oneOf", "not"].flatMap((keyword) => (at as JsonSchema)[keyword] ?? [])];
    return applied.some((inner) => {
      if (inner !== at) return visit(inner, open);
      const target = (at as JsonSchema)["$ref"];
      if (typeof target !== "string") return false;
      return open.has(target) || visit(targets.get(target) ?? {}, new Set([...open, target]));
    });
  };
  return [...targets].some(([name, start]) => visit(start, new Set([name])));
}
