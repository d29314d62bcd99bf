/** What turns a schema of zod 4 into JSON Schema, in the program that made it: text, because it runs there. */
import type { JsonSchema } from "@argosy/sdk/ir";

export interface SchemaRefusal {
  /** The fields on the way to the part; a list or a record adds none. */
  readonly keys: readonly string[];
  readonly path: string;
  readonly reason: string;
}

export type SchemaOrRefusals =
  { readonly schema: JsonSchema } | { readonly refusals: readonly SchemaRefusal[] } | { readonly isNoSchema: true };

/** The expression of a function `(schema, end) => SchemaOrRefusals`. */
export const JSON_SCHEMA_OF: string = `((schema, end) => {
  if (typeof schema?.toJSONSchema !== "function" || schema._zod === undefined) return { isNoSchema: true };
  const KINDS = {
    date: "JSON has no Date; write z.iso.datetime() and send text",
    bigint: "JSON has no bigint; send text or a number",
    map: "JSON has no Map; write z.record()",
    set: "JSON has no Set; write z.array()",
    symbol: "JSON has no symbol",
    undefined: "JSON has no undefined; write .optional()",
    void: "JSON has no undefined; leave the option out",
    nan: "JSON has no NaN",
    file: "JSON has no File",
    function: "JSON has no functions",
    promise: "await it first",
    custom: "its check is code",
    transform: "a transform is code; do it in the step",
    pipe: "a transform is code; do it in the step",
    catch: "it hides values that do not fit",
    prefault: "write .default()",
    success: "it stands for a check, not for a value",
    intersection: "write .extend() of one object",
  };
  const refusals = [];
  const pathOf = (at) => {
    const keys = [];
    let path = "";
    for (let index = 0; index < at.length; index++) {
      const part = at[index];
      if (part === "properties") {
        const key = String(at[++index]);
        keys.push(key);
        path += (path === "" ? "" : ".") + key;
      } else if (part === "items" || part === "prefixItems" || part === "additionalProperties") path += "[]";
    }
    return { keys, path };
  };
  const reasonOf = (def, at) => {
    if (Object.hasOwn(KINDS, def.type)) return KINDS[def.type];
    if (def.coerce) return "coercion is code; do it in the step";
    if (def.type === "literal" && def.values.some((one) => one === undefined || typeof one === "bigint"))
      return "JSON has no such constant";
    if (def.type === "default" && !(at.length > 1 && at.at(-2) === "properties")) return "only a field has a default";
    if (def.type === "default" && end === "params" && at.length > 2) return "only a parameter as a whole has a default";
    if (def.type === "record" && !["string", "enum", "literal"].includes(def.keyType._zod.def.type))
      return "names of fields are text; write z.string()";
    for (const { _zod: { def: check } } of [...(def.checks ?? []), ...(def.check ? [{ _zod: { def } }] : [])]) {
      if (check.check === "custom") return "a refinement is code; check it in the step";
      if (check.check === "overwrite") return "it changes the value; do it in the step";
      if (check.check === "string_format" && check.format === "regex" && /[^u]/.test(check.pattern.flags))
        return "JSON Schema has patterns without flags";
    }
    return undefined;
  };
  const override = ({ zodSchema, jsonSchema, path }) => {
    const { def } = zodSchema._zod;
    const reason = reasonOf(def, path);
    if (reason !== undefined) refusals.push({ ...pathOf(path), reason });
    if (def.type === "object" && jsonSchema.additionalProperties === undefined) jsonSchema["x-drops-others"] = true;
  };
  let made;
  try {
    made = schema.toJSONSchema({ io: "input", unrepresentable: "any", cycles: "throw", reused: "inline", override });
  } catch (error) {
    const reason = /cycle/i.test(error.message) ? "it refers to itself; declare a type instead" : error.message.split("\\n")[0];
    return { refusals: [{ keys: [], path: "", reason }] };
  }
  const { $schema, ...json } = JSON.parse(JSON.stringify(made));
  if (end !== "output" && json.type !== "object")
    refusals.push({ keys: [], path: "", reason: "a " + (end === "input" ? "step" : "pipeline") + " takes one object" });
  return refusals.length > 0 ? { refusals } : { schema: json };
})`;
