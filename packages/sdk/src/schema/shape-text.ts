/** Prints what a JSON Schema makes of a value that fits it: an expression over the functions of `runtime/shapes.ts`. */
import type { Json, JsonSchema } from "../ir/types.ts";
import { checkText } from "./check-text.ts";

/** A keyword of our own: the fields that `properties` does not name are left out of the value. */
export const DROPS_OTHERS = "x-drops-others";

/** The text of an expression whose value is a `Shape`; nothing where every value stays as it is. */
export function shapeText(schema: JsonSchema, helpers: string): string | undefined {
  // A schema of the author's refers to nothing; one of a type changes nothing.
  return changes(schema) ? print(schema, helpers) : undefined;
}

/** Whether anything in it says something about the form of a value. */
function changes(schema: Json | undefined): boolean {
  if (typeof schema !== "object" || schema === null) return false;
  if (Array.isArray(schema)) return schema.some(changes);
  const { [DROPS_OTHERS]: drops, properties, ...others } = schema as JsonSchema;
  const fields = isSchema(properties) ? Object.values(properties) : [];
  return (
    drops === true ||
    fields.some((one) => isSchema(one) && Object.hasOwn(one, "default")) ||
    [...fields, ...Object.values(others)].some(changes)
  );
}

function print(schema: Json | undefined, $: string): string | undefined {
  if (!isSchema(schema)) return undefined;
  const arms = [schema["anyOf"], schema["oneOf"]].find((one): one is readonly Json[] => Array.isArray(one));
  if (arms !== undefined) return printArms(arms, $);
  if (isSchema(schema["properties"]) || isSchema(schema["additionalProperties"])) return printFields(schema, $);
  const first = Array.isArray(schema["prefixItems"]) ? schema["prefixItems"].map((one: Json) => print(one, $)) : [];
  const rest = print(schema["items"], $);
  if (rest === undefined && first.every((one) => one === undefined)) return undefined;
  return `${$}.shapedItems([${first.map((one) => one ?? "undefined").join(",")}]${rest === undefined ? "" : `,${rest}`})`;
}

function printArms(arms: readonly Json[], $: string): string | undefined {
  const shapes = arms.map((arm) => print(arm, $));
  if (shapes.every((shape) => shape === undefined)) return undefined;
  const texts = arms.map((arm, index) => {
    const check = isSchema(arm) ? checkText(arm, $) : `${$}.any`;
    return `[${check}${shapes[index] === undefined ? "" : `,${shapes[index]}`}]`;
  });
  return `${$}.shapedArm(${texts.join(",")})`;
}

function printFields(schema: JsonSchema, $: string): string | undefined {
  const properties = isSchema(schema["properties"]) ? Object.entries(schema["properties"]) : [];
  const fields = properties.map(([key, inner]) => {
    const shape = print(inner, $);
    const fallback = isSchema(inner) && Object.hasOwn(inner, "default") ? [inner["default"] ?? null] : [];
    return { key, shape, fallback };
  });
  const others = print(schema["additionalProperties"], $);
  const drops = schema[DROPS_OTHERS] === true;
  if (
    !drops &&
    others === undefined &&
    fields.every(({ shape, fallback }) => shape === undefined && fallback.length === 0)
  )
    return undefined;
  const texts = fields.map(({ key, shape, fallback }) => {
    const name = `[${JSON.stringify(key)}]`;
    return `${name}:[${[shape ?? "undefined", ...fallback.map((one) => JSON.stringify(one))].join(",")}]`;
  });
  const rest = drops ? "" : `,${others ?? "(value)=>value"}`;
  return `${$}.shapedFields({${texts.join(",")}}${rest})`;
}

function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
