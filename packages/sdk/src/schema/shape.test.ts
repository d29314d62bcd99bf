/** What generated code makes of values that fit a schema; zod's own parse is the oracle. */
import { Script } from "node:vm";
import { expect, test } from "vitest";
import { z } from "zod";
import type { JsonSchema } from "../ir/types.ts";
import * as checks from "../runtime/checks.ts";
import { DROPS_OTHERS, shapeText } from "./shape-text.ts";

/** As the compiler makes it. */
function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _schema, ...json } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "object" && jsonSchema.additionalProperties === undefined)
        jsonSchema[DROPS_OTHERS] = true;
    },
  });
  return JSON.parse(JSON.stringify(json)) as JsonSchema;
}

function shape(schema: JsonSchema, value: unknown): unknown {
  const text = shapeText(schema, "$");
  if (text === undefined) return value;
  const make = new Script(`($)=>${text}`).runInThisContext() as (helpers: typeof checks) => checks.Shape;
  return make(checks)(value);
}

const inner = z.object({ a: z.number().default(1), b: z.string().optional() });
const CASES: readonly (readonly [name: string, schema: z.ZodType, values: readonly unknown[]])[] = [
  ["fields", inner, [{}, { a: 2 }, { x: 1, b: "b", a: 3 }, JSON.parse('{"__proto__":1}')]],
  ["nested fields", z.object({ inner, list: z.array(inner) }), [{ inner: { y: 1 }, list: [{}, { a: 2, z: 1 }] }]],
  [
    "a default that is an object",
    z.object({ o: z.object({ k: z.number() }).default({ k: 1 }) }),
    [{}, { o: { k: 2, l: 3 } }],
  ],
  ["an optional default", z.object({ o: z.number().default(1).optional() }), [{}, { o: 2 }]],
  [
    "strict and loose objects",
    z.object({ s: z.strictObject({ k: z.number() }), l: z.looseObject({ inner }) }),
    [{ s: { k: 1 }, l: { more: 1, inner: { x: 1 } } }],
  ],
  ["other fields with a schema", z.object({ k: z.string() }).catchall(inner), [{ k: "k", more: { x: 1 } }]],
  ["records", z.record(z.string(), inner), [{ one: { x: 1 }, two: {} }]],
  [
    "tuples",
    z.tuple([inner, z.number()]).rest(inner),
    [
      [{ x: 1 }, 2],
      [{}, 2, { x: 1 }],
    ],
  ],
  [
    "unions",
    z.union([z.object({ k: z.literal("a"), n: z.number().default(1) }), z.object({ k: z.literal("b") }), z.string()]),
    [{ k: "a", x: 1 }, { k: "b", n: 1 }, "text"],
  ],
  [
    "discriminated unions",
    z.discriminatedUnion("k", [
      z.object({ k: z.literal("a"), n: z.number().default(1) }),
      z.object({ k: z.literal("b") }),
    ]),
    [{ k: "a" }, { k: "b", n: 1 }],
  ],
  ["null", z.object({ o: inner.nullable() }), [{ o: null }, { o: { x: 1 } }]],
];

test.each(CASES)("%s", (_name, schema, values) => {
  for (const value of values) expect(shape(schemaOf(schema), value)).toStrictEqual(schema.parse(value));
});

test("fields come in the order of the schema", () => {
  const schema = z.object({ a: z.number(), b: z.number().default(2), c: z.number() });
  expect(Object.keys(shape(schemaOf(schema), { c: 3, a: 1 }) as object)).toEqual(
    Object.keys(schema.parse({ c: 3, a: 1 })),
  );
});

test("a default is a value of its own each time", () => {
  const schema = schemaOf(z.object({ list: z.array(z.number()).default([]) }));
  const first = shape(schema, {}) as { list: number[] };
  first.list.push(1);
  expect(shape(schema, {})).toEqual({ list: [] });
});

test("schemas of types change nothing", () => {
  expect(shapeText({ type: "object", properties: { a: { type: "number" } }, required: ["a"] }, "$")).toBeUndefined();
  expect(
    shapeText({ $ref: "#/$defs/Tree", $defs: { Tree: { properties: { left: { $ref: "#/$defs/Tree" } } } } }, "$"),
  ).toBeUndefined();
});
