/** Unions: constants first as one `enum`, then the alternatives in an order that no declaration elsewhere can change. */
import type { Json, JsonSchema } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import type { Spot, Walk } from "./schema-walk.ts";

type Constant = string | number | boolean;

export function unionSchema(walk: Walk, members: readonly ts.Type[], spot: Spot): JsonSchema {
  // As a key `undefined` is absence, which `required` says.
  const present = members.filter(
    (member) => spot.position !== "property" || (member.flags & ts.TypeFlags.Undefined) === 0,
  );
  const schemas = present.map((member) => walk.visit(walk, member, spot));
  const constants = schemas.flatMap((schema) => ("const" in schema ? [schema["const"] as Constant] : []));
  const others = schemas.filter((schema) => !("const" in schema));
  const types = new Set(others.map((schema) => (Object.keys(schema).length === 1 ? schema["type"] : undefined)));
  // `"a" | (string & {})` keeps its literals for the editor's sake only.
  const telling = constants.filter((value) => !types.has(typeof value));
  return anyOf([...constantSchemas(telling), ...others]);
}

/** A type of its own for each kind of constant, so that whoever parses text knows what it may be. */
function constantSchemas(values: readonly Constant[]): JsonSchema[] {
  const of = <T extends Constant>(kind: string, order: (a: T, b: T) => number): T[] =>
    [...new Set(values.filter((value): value is T => typeof value === kind))].sort(order);
  const booleans = of<boolean>("boolean", Number);
  const numbers = of<number>("number", (a, b) => a - b);
  const strings = of<string>("string", (a, b) => (a < b ? -1 : 1));
  return [
    ...(booleans.length === 2 ? [{ type: "boolean" }] : enumSchema("boolean", booleans)),
    ...enumSchema("number", numbers),
    ...enumSchema("string", strings),
  ];
}

function enumSchema(type: string, values: readonly Json[]): JsonSchema[] {
  const [first, ...more] = values;
  if (first === undefined) return [];
  return [more.length === 0 ? { type, const: first } : { type, enum: values }];
}

export function anyOf(schemas: readonly JsonSchema[]): JsonSchema {
  const distinct = new Map(schemas.map((schema) => [sortKey(schema), schema]));
  const ordered = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, schema]) => schema);
  if (ordered.length === 0) return { not: {} };
  return ordered.length === 1 ? (ordered[0] as JsonSchema) : { anyOf: ordered };
}

/** `null` last, as people write it. */
function sortKey(schema: JsonSchema): string {
  return `${schema["type"] === "null" ? 1 : 0}${JSON.stringify(schema)}`;
}
