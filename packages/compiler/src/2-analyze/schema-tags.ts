/** JSDoc tags that say more about a property than its type can: `@minimum 0`, `@pattern ^v`, `@integer`. */
import type { Json, JsonSchema } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { isForeign } from "./schema-description.ts";
import type { Spot, Walk } from "./schema-walk.ts";

type Meaning =
  /** A keyword of schemas of this type, and what its text is. */
  { readonly of: "number" | "string" | "array"; readonly text: "number" | "count" | "pattern" | "none" };

const TAGS: { readonly [tag: string]: Meaning } = {
  minimum: { of: "number", text: "number" },
  maximum: { of: "number", text: "number" },
  exclusiveMinimum: { of: "number", text: "number" },
  exclusiveMaximum: { of: "number", text: "number" },
  multipleOf: { of: "number", text: "number" },
  integer: { of: "number", text: "none" },
  minLength: { of: "string", text: "count" },
  maxLength: { of: "string", text: "count" },
  pattern: { of: "string", text: "pattern" },
  minItems: { of: "array", text: "count" },
  maxItems: { of: "array", text: "count" },
};

const WANTED = {
  number: "a number",
  count: "a whole number from 0",
  pattern: "a regular expression",
  none: "nothing behind it",
} as const;

/** The schema with what the tags of its property say; a tag that says nothing here is reported. */
export function withTags(walk: Walk, schema: JsonSchema, symbol: ts.Symbol, spot: Spot): JsonSchema {
  if (symbol.declarations?.some((declaration) => !isForeign(declaration)) !== true) return schema;
  return symbol.getJsDocTags(walk.checker).reduce((tagged, { name, text }) => {
    const meaning = Object.hasOwn(TAGS, name) ? TAGS[name] : undefined;
    if (meaning === undefined) return tagged;
    const given = ts.displayPartsToString(text).trim();
    const value = valueOf(meaning, given);
    const report = (reason: string): JsonSchema => {
      walk.report({ kind: "tag", path: spot.path, tag: name, reason, node: spot.node });
      return tagged;
    };
    if (value === undefined) return report(`it needs ${WANTED[meaning.text]}, and \`${given}\` is not`);
    const narrowed = narrow(tagged, meaning.of, name === "integer" ? { type: "integer" } : { [name]: value });
    return narrowed ?? report(`it is for ${PLURAL[meaning.of]}, and the type is something else`);
  }, schema);
}

const PLURAL = { number: "numbers", string: "strings", array: "lists" } as const;

function valueOf({ text }: Meaning, given: string): Json | undefined {
  switch (text) {
    case "none":
      return given === "" ? true : undefined;
    case "pattern":
      return given !== "" && isPattern(given) ? given : undefined;
    case "number":
    case "count": {
      const number = given === "" ? Number.NaN : Number(given);
      return Number.isFinite(number) && (text === "number" || (Number.isInteger(number) && number >= 0))
        ? number
        : undefined;
    }
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** In a union the arms that it is for, `null` and constants beside them untouched. */
function narrow(schema: JsonSchema, type: Meaning["of"], keyword: JsonSchema): JsonSchema | undefined {
  const arms = schema["anyOf"];
  if (Array.isArray(arms)) {
    const narrowed = arms.map((arm: Json) => narrow(arm as JsonSchema, type, keyword));
    if (narrowed.every((arm) => arm === undefined)) return undefined;
    return { ...schema, anyOf: narrowed.map((arm, index) => arm ?? (arms[index] as Json)) };
  }
  const own = schema["type"] === "integer" ? "number" : schema["type"];
  return own === type && schema["const"] === undefined && schema["enum"] === undefined
    ? { ...schema, ...keyword }
    : undefined;
}
