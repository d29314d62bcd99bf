/** JSON Schemas in words. */
import { type JsonSchema, listed } from "@argosy/sdk/ir";

const WORDS: { readonly [type: string]: string } = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  null: "null",
};

/** What a value of the schema is, as in `a number or a list`. */
export function describeSchema(schema: JsonSchema): string {
  if (typeof schema["x-artifact"] === "string") return `an artifact (${schema["x-artifact"]}): a file or a URI`;
  if (Object.hasOwn(schema, "const")) return JSON.stringify(schema["const"]);
  if (Array.isArray(schema["enum"])) return listed(schema["enum"].map((value) => JSON.stringify(value)));
  const arms = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(arms)) return listed([...new Set(arms.map((arm) => describeSchema(arm as JsonSchema)))]);
  const type = schema["type"];
  if (Array.isArray(type)) return listed(type.map((one) => WORDS[String(one)] ?? String(one)));
  return typeof type === "string" ? (WORDS[type] ?? type) : "any value";
}
