/** The JSON Schema (draft 2020-12) of a TypeScript type, read from the checker: inferred and computed types work like written ones. */
import type { Json, JsonSchema } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { artifactName, isAnyJson } from "./schema-artifact.ts";
import { arraySchema } from "./schema-array.ts";
import { describe, typeDescription } from "./schema-description.ts";
import { objectSchema } from "./schema-object.ts";
import { templatePattern } from "./schema-pattern.ts";
import { refusal } from "./schema-refusal.ts";
import { unionSchema } from "./schema-union.ts";
import { definitionName, type SchemaProblem, type Spot, type Walk } from "./schema-walk.ts";

export { artifactName } from "./schema-artifact.ts";
export type { SchemaProblem } from "./schema-walk.ts";

export interface SchemaContext {
  readonly checker: ts.TypeChecker;
  readonly at: ts.Node;
  report(problem: SchemaProblem): void;
}

// Only types that grow with every level get here, such as `interface Box<T> { next?: Box<Box<T>> }`.
const DEEPEST = 40;

/**
 * The schema of the values that a type allows once they have been through JSON.
 * Recursive types become `$defs`; every other type is written out where it is used. What JSON cannot hold is reported
 * and allowed to be anything.
 */
export function typeToSchema(type: ts.Type, context: SchemaContext): JsonSchema {
  const walk: Walk = {
    checker: context.checker,
    report: context.report,
    visit,
    seen: { root: new Map(), property: new Map(), element: new Map() },
    definitions: new Map(),
  };
  const schema = visit(walk, type, { path: "", node: context.at, position: "root", depth: 0 });
  if (walk.definitions.size === 0) return schema;
  const byName = [...walk.definitions].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...schema, $defs: Object.fromEntries(byName) };
}

function visit(walk: Walk, type: ts.Type, spot: Spot): JsonSchema {
  const reason = spot.depth > DEEPEST ? "the type has no end" : refusal(walk.checker, type);
  if (reason !== undefined) return refuse(walk, spot, reason);
  if ((type.flags & ts.TypeFlags.Instantiable) !== 0 && !isText(type)) {
    const constraint = walk.checker.getBaseConstraintOfType(type);
    return constraint === undefined || constraint === type ? {} : visit(walk, constraint, spot);
  }
  return isNested(type) ? remembered(walk, type, spot) : primitive(walk, type, spot);
}

function primitive(walk: Walk, type: ts.Type, spot: Spot): JsonSchema {
  const { flags } = type;
  if ((flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0) return {};
  if ((flags & ts.TypeFlags.Never) !== 0) return { not: {} };
  if ((flags & ts.TypeFlags.Null) !== 0) return { type: "null" };
  if ((flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) !== 0) return absent(walk, spot);
  if ((flags & ts.TypeFlags.BooleanLiteral) !== 0)
    return { type: "boolean", const: walk.checker.typeToString(type) === "true" };
  if ((flags & ts.TypeFlags.StringLiteral) !== 0)
    return { type: "string", const: (type as ts.StringLiteralType).value };
  if ((flags & ts.TypeFlags.NumberLiteral) !== 0)
    return { type: "number", const: (type as ts.NumberLiteralType).value };
  if ((flags & ts.TypeFlags.TemplateLiteral) !== 0)
    return { type: "string", pattern: templatePattern(type as ts.TemplateLiteralType) };
  if (isText(type)) return { type: "string" };
  if ((flags & ts.TypeFlags.NumberLike) !== 0) return { type: "number" };
  if ((flags & ts.TypeFlags.NonPrimitive) !== 0) return { type: ["object", "array"] };
  return refuse(walk, spot, `JSON cannot hold \`${walk.checker.typeToString(type)}\``);
}

/** As a key it is absent, as a whole result `null`, in a list it would silently become `null`. */
function absent(walk: Walk, spot: Spot): JsonSchema {
  switch (spot.position) {
    case "root":
      return { type: "null" };
    case "property":
      return { not: {} };
    case "element":
      return refuse(walk, spot, "JSON has no undefined in a list; use null");
  }
}

/** Objects, lists and unions, each visited once: met again inside itself, it becomes a reference. */
function remembered(walk: Walk, type: ts.Type, spot: Spot): JsonSchema {
  // What `undefined` means depends on where a union stands; all else is the same everywhere.
  const seen = walk.seen[type.isUnion() ? spot.position : "root"];
  const known = seen.get(type);
  if (known?.schema !== undefined) return known.schema;
  if (known !== undefined) {
    known.name ??= definitionName(walk, type);
    return { $ref: `#/$defs/${known.name}` };
  }
  const entry: { name?: string; schema?: JsonSchema } = {};
  seen.set(type, entry);
  const schema = nested(walk, type, spot);
  if (entry.name !== undefined) walk.definitions.set(entry.name, schema);
  entry.schema = entry.name === undefined ? schema : { $ref: `#/$defs/${entry.name}` };
  return entry.schema;
}

function nested(walk: Walk, type: ts.Type, spot: Spot): JsonSchema {
  if (isAnyJson(type)) return {};
  if (type.isUnion()) return described(walk, type, unionSchema(walk, type.types, spot));
  if (walk.checker.isArrayType(type) || walk.checker.isTupleType(type))
    return arraySchema(walk, type as ts.TypeReference, spot);
  const primitives = type.isIntersection() ? type.types.find((part) => !isNested(part)) : undefined;
  if (primitives !== undefined) return visit(walk, primitives, spot);
  if (isEmpty(walk, type) && spot.position !== "root") return { not: { type: "null" } };
  const schema = objectSchema(walk, type, spot);
  const artifact = artifactName(type, walk.checker);
  return artifact === undefined ? described(walk, type, schema) : { ...schema, "x-artifact": artifact };
}

/** `{}`, which in TypeScript is everything but `null` and `undefined`. */
function isEmpty({ checker }: Walk, type: ts.Type): boolean {
  return checker.getPropertiesOfType(type).length === 0 && checker.getIndexInfosOfType(type).length === 0;
}

function described(walk: Walk, type: ts.Type, schema: JsonSchema): JsonSchema {
  return describe(schema, typeDescription(walk.checker, type));
}

function refuse(walk: Walk, spot: Spot, reason: string): { readonly [key: string]: Json } {
  walk.report({ kind: "type", path: spot.path, reason, node: spot.node });
  return {};
}

function isNested(type: ts.Type): boolean {
  const enumMember = (type.flags & ts.TypeFlags.EnumLiteral) !== 0 && !type.isUnion();
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.UnionOrIntersection)) !== 0 && !enumMember;
}

function isText(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.String | ts.TypeFlags.StringMapping | ts.TypeFlags.TemplateLiteral)) !== 0;
}
