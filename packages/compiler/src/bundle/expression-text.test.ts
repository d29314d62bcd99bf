import { runInThisContext } from "node:vm";
import type { Expr } from "@argosy/sdk/ir";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expressionText } from "./expression-text.ts";
import { fragmentName, variableName } from "./names.ts";

const lit = (value?: Extract<Expr, { kind: "lit" }>["value"]): Expr =>
  value === undefined ? { kind: "lit" } : { kind: "lit", value };
const out = (node: string): Expr => ({ kind: "out", node });
const bin = (op: Extract<Expr, { kind: "bin" }>["op"], left: Expr, right: Expr): Expr => ({
  kind: "bin",
  op,
  left,
  right,
});
const get = (object: Expr, key: string, optional = false): Expr => ({
  kind: "get",
  object,
  key,
  ...(optional ? { optional } : {}),
});

/** Evaluates the text with `values` as the reads. */
function run(expr: Expr, values: { readonly [name: string]: unknown } = {}): unknown {
  const names = Object.keys(values);
  const parameters = ["$", ...names.map(variableName)].join(", ");
  const code = runInThisContext(`"use strict"; (${parameters}) => ${expressionText(expr)}`) as (
    ...args: unknown[]
  ) => unknown;
  return code({ out: () => values["$out"] }, ...names.map((name) => () => values[name]));
}

describe("precedence and kinds", () => {
  test.each<[string, Expr, unknown]>([
    ["a sum in a product", bin("*", bin("+", lit(1), lit(2)), lit(3)), 9],
    ["a negative base", bin("**", { kind: "un", op: "-", operand: lit(2) }, lit(2)), 4],
    ["?? inside ||", bin("||", bin("??", lit(null), lit(0)), lit("x")), "x"],
    ["a negative literal with a property", get(lit(-1), "toFixed"), Number.prototype.toFixed],
    ["minus a negative literal", bin("-", lit(1), { kind: "un", op: "-", operand: lit(-1) }), 0],
    ["typeof", { kind: "un", op: "typeof", operand: lit() }, "undefined"],
    ["void", { kind: "un", op: "void", operand: lit(1) }, undefined],
    ["in", bin("in", lit("a"), lit({ a: 1 })), true],
    [
      "a condition in a condition",
      { kind: "cond", test: { kind: "cond", test: lit(0), then: lit(1), else: lit("") }, then: lit(1), else: lit(2) },
      2,
    ],
    [
      "spread and holes",
      { kind: "arr", elements: [{ value: lit([1, 2]), spread: true }, { value: lit() }] },
      [1, 2, undefined],
    ],
    [
      "an object",
      {
        kind: "obj",
        entries: [{ key: "a-b", value: lit(1) }, { spread: lit({ c: 2 }) }, { key: lit("d"), value: lit(3) }],
      },
      { "a-b": 1, c: 2, d: 3 },
    ],
    ["an index", { kind: "idx", object: lit([5, 6]), index: lit(1) }, 6],
  ])("%s", (_what, expr, expected) => {
    expect(run(expr)).toEqual(expected);
  });

  test("a key called __proto__ is a key", () => {
    const expected = JSON.parse('{ "__proto__": 1 }') as unknown;
    expect(run(lit(expected as never))).toStrictEqual(expected);
    expect(run({ kind: "obj", entries: [{ key: "__proto__", value: lit(1) }] })).toStrictEqual(expected);
  });

  test("an optional chain ends where it meets nothing", () => {
    const chain = get({ kind: "idx", object: get(out("a"), "b", true), index: lit("c") }, "d");
    expect(run(chain, { a: undefined })).toBeUndefined();
    expect(run(chain, { a: { b: { c: { d: 1 } } } })).toBe(1);
    expect(() => run(chain, { a: {} })).toThrow(TypeError);
  });

  test("only what is needed is evaluated", () => {
    const failing = get(lit(null), "x");
    expect(run(bin("&&", lit(false), failing))).toBe(false);
    expect(run({ kind: "cond", test: lit(true), then: lit(1), else: failing })).toBe(1);
  });

  test("what has no meaning around a call is a bug of ours", () => {
    expect(() => expressionText({ kind: "param", name: "x" })).toThrow("param");
  });
});

describe("any text", () => {
  const text = fc.string({ unit: "binary" });

  test("in literals and keys", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const json = JSON.parse(JSON.stringify(value)) as never;
        expect(run(lit(json))).toStrictEqual(json);
      }),
    );
    fc.assert(
      fc.property(text, (key) => {
        expect(run(get(out("object"), key), { object: new Map([[key, 1]]) })).toBe(
          (new Map() as unknown as Record<string, unknown>)[key],
        );
        expect(Object.entries(run({ kind: "obj", entries: [{ key, value: lit(1) }] }) as object)).toEqual([[key, 1]]);
      }),
    );
  });

  test("in templates", () => {
    fc.assert(
      fc.property(text, text, fc.string(), (before, after, value) => {
        expect(run({ kind: "tpl", texts: [before, after], values: [lit(value)] })).toBe(before + value + after);
      }),
    );
    expect(run({ kind: "tpl", texts: ["`${", "}\\u{1}\r\n$"], values: [lit(1)] })).toBe("`${1}\\u{1}\r\n$");
  });

  test("in names, each a variable of its own", () => {
    fc.assert(
      fc.property(text, (name) => {
        fc.pre(name !== "$out");
        expect(run(out(name), { [name]: 1 })).toBe(1);
      }),
    );
    fc.assert(
      fc.property(text, text, (a, b) => {
        fc.pre(a !== b);
        expect(variableName(a)).not.toBe(variableName(b));
        expect(fragmentName(a)).not.toBe(fragmentName(b));
      }),
    );
    expect(new Set(["a-b", "a_b", "a_2d_b", "a.b", "", "1", "class"].map(variableName)).size).toBe(7);
  });
});
