import { describe, expect, test } from "vitest";
import { accepts, schemaOf } from "./schema-of.fixture.ts";

describe("tags of JSDoc", () => {
  test("narrow the property's type, its arms in a union", () => {
    const schema = accepts(
      `export interface T {
        /** @integer @minimum 1 */ rows: number;
        /** @maximum 1 */ rate?: number | null | "auto";
        /** @pattern ^v\\d+$ */ tag?: string;
        /** @minItems 1 */ list?: string[];
      }`,
      [{ rows: 1 }, { rows: 2, rate: 0.5, tag: "v1", list: ["a"] }, { rows: 1, rate: "auto" }, { rows: 1, rate: null }],
      [{ rows: 0 }, { rows: 1.5 }, { rows: 1, rate: 2 }, { rows: 1, tag: "1" }, { rows: 1, list: [] }],
    );
    expect(schema).toHaveProperty("properties.rows", { type: "integer", minimum: 1 });
  });

  test("that say nothing are reported where they are", () => {
    const { problems } = schemaOf(
      "export interface T {\n/** @minimum x */ a: number;\n/** @minLength 1 */ b: number;\n/** @pattern ( */ c: string;\n/** @integer 5 */ d: number;\n/** @see x */ e: number }",
    );
    expect(problems.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
      "a: it needs a number, and `x` is not",
      "b: it is for strings, and the type is something else",
      "c: it needs a regular expression, and `(` is not",
      "d: it needs nothing behind it, and `5` is not",
    ]);
  });
});
