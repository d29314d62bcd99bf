/** Reads the text of `--set KEY=TEXT` as what the parameter's type asks for. */
import type { Json } from "@argosy/sdk/ir";

/** The parts of a JSON Schema that decide how a text is read. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  /** The type of the artifact whose record it describes. */
  readonly "x-artifact"?: string;
}

/** The schema of a field, as far as it can be found. */
export function schemaAt(schema: SchemaNode | undefined, fields: readonly string[]): SchemaNode | undefined {
  const [field, ...rest] = fields;
  if (field === undefined || schema === undefined) return schema;
  const { properties, additionalProperties, items } = schema;
  const own = properties !== undefined && Object.hasOwn(properties, field) ? properties[field] : undefined;
  const other = typeof additionalProperties === "object" ? additionalProperties : undefined;
  return schemaAt(own ?? other ?? (/^\d+$/.test(field) ? items : undefined), rest);
}

/**
 * JSON when the text is JSON of an allowed type, else the text itself: `5` is a number, but a string where only a
 * string is allowed. An artifact is a path or URI unless it is written as a record.
 */
export function parseSetValue(
  text: string,
  schema: SchemaNode | undefined,
  isArtifact = schema?.["x-artifact"] !== undefined,
): Json {
  const parsed = tryJson(text);
  if (parsed === undefined) return text;
  if (isArtifact) return typeof parsed === "object" && parsed !== null ? parsed : text;
  const allowed = schema === undefined ? undefined : typesOf(schema);
  if (allowed === undefined || allowed.has(typeOf(parsed))) return parsed;
  return allowed.has("string") ? text : parsed;
}

function tryJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The JSON types that a schema allows; undefined when it does not say. */
function typesOf(schema: SchemaNode): ReadonlySet<string> | undefined {
  const { type, enum: members, anyOf, oneOf } = schema;
  if (type !== undefined) return new Set((typeof type === "string" ? [type] : type).map(widened));
  if (Object.hasOwn(schema, "const")) return new Set([typeOf(schema.const ?? null)]);
  if (members !== undefined) return new Set(members.map(typeOf));
  const arms = (anyOf ?? oneOf)?.map(typesOf);
  if (arms === undefined || arms.includes(undefined)) return undefined;
  return new Set(arms.flatMap((arm) => [...(arm ?? [])]));
}

function widened(type: string): string {
  return type === "integer" ? "number" : type;
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
