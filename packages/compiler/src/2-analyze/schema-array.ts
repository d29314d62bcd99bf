/** Arrays and tuples. */
import type { JsonSchema } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { anyOf } from "./schema-union.ts";
import { element, type Spot, type Walk } from "./schema-walk.ts";

export function arraySchema(walk: Walk, type: ts.TypeReference, spot: Spot): JsonSchema {
  const elements = walk.checker.getTypeArguments(type);
  if (walk.checker.isTupleType(type))
    return tupleSchema(walk, (type.target as ts.TupleType).elementFlags, elements, spot);
  const [items] = elements;
  return { type: "array", items: items === undefined ? {} : walk.visit(walk, items, element(spot)) };
}

function tupleSchema(walk: Walk, flags: readonly ts.ElementFlags[], types: readonly ts.Type[], spot: Spot): JsonSchema {
  const schemas = types.map((type, index) =>
    elementSchema(walk, type, flags[index] ?? ts.ElementFlags.Required, element(spot, index)),
  );
  const minItems = flags.filter((flag) => (flag & ts.ElementFlags.Required) !== 0).length;
  const rest = flags.findIndex((flag) => (flag & ts.ElementFlags.Variable) !== 0);
  if (schemas.length === 0) return { type: "array", items: false };
  if (rest === -1) return { type: "array", prefixItems: schemas, minItems, items: false };
  if (rest === 0) return { type: "array", items: anyOf(schemas), minItems };
  // JSON Schema counts from the front only: what follows a rest element may stand anywhere behind the prefix.
  return { type: "array", prefixItems: schemas.slice(0, rest), minItems, items: anyOf(schemas.slice(rest)) };
}

function elementSchema(walk: Walk, type: ts.Type, flag: ts.ElementFlags, spot: Spot): JsonSchema {
  if ((flag & ts.ElementFlags.Variadic) !== 0) {
    const items = walk.checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return items === undefined ? {} : walk.visit(walk, items, spot);
  }
  // An optional element may be missing at the end, like a key.
  return walk.visit(walk, type, (flag & ts.ElementFlags.Optional) !== 0 ? { ...spot, position: "property" } : spot);
}
