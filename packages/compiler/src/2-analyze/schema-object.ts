/** Objects: interfaces, literals, mapped types, intersections, records. */
import type { JsonSchema } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { describe, isForeign, symbolDescription } from "./schema-description.ts";
import { templatePattern } from "./schema-pattern.ts";
import { withTags } from "./schema-tags.ts";
import { property, type Spot, type Walk } from "./schema-walk.ts";

const NUMERIC_KEY = "^-?\\d+(?:\\.\\d+)?$";

export function objectSchema(walk: Walk, type: ts.Type, spot: Spot): JsonSchema {
  const properties = walk.checker.getPropertiesOfType(type).filter((symbol) => isKey(symbol));
  const schemas = properties.map((symbol) => [symbol.name, propertySchema(walk, symbol, spot)] as const);
  const required = properties.filter((symbol) => isRequired(walk, symbol)).map((symbol) => symbol.name);
  return {
    type: "object",
    // `fromEntries` defines keys; an assignment would lose one called `__proto__`.
    ...(schemas.length > 0 ? { properties: Object.fromEntries(schemas) } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...indexSchemas(walk, type, spot),
  };
}

function propertySchema(walk: Walk, symbol: ts.Symbol, spot: Spot): JsonSchema {
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  const node = declaration === undefined || isForeign(declaration) ? spot.node : declaration;
  const inner = property(spot, symbol.name, node);
  const schema = walk.visit(walk, walk.checker.getTypeOfSymbol(symbol), inner);
  return describe(withTags(walk, schema, symbol, inner), symbolDescription(walk.checker, symbol));
}

/** Fields that types have to tell them apart, and values never have. */
const BRAND = /^__?(?:brand|nominal|opaque|flavor|phantom)$|^__(?:tag|type)$/;

function isRequired(walk: Walk, symbol: ts.Symbol): boolean {
  if (BRAND.test(symbol.name) || (symbol.flags & ts.SymbolFlags.Optional) !== 0) return false;
  const type = walk.checker.getTypeOfSymbol(symbol);
  const members = type.isUnion() ? type.types : [type];
  return !members.some((member) => (member.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) !== 0);
}

/** JSON has no symbols and no private names as keys: brands are such and exist in the types only. */
function isKey(symbol: ts.Symbol): boolean {
  return !symbol.name.startsWith("__@") && !symbol.name.startsWith("__#");
}

function indexSchemas(walk: Walk, type: ts.Type, spot: Spot): JsonSchema {
  let rest: JsonSchema = {};
  const patterns: [string, JsonSchema][] = [];
  for (const { keyType, type: valueType } of walk.checker.getIndexInfosOfType(type)) {
    if ((keyType.flags & ts.TypeFlags.ESSymbol) !== 0) continue;
    const schema = walk.visit(walk, valueType, { ...property(spot, "*", spot.node), path: `${spot.path}[*]` });
    if ((keyType.flags & ts.TypeFlags.TemplateLiteral) !== 0)
      patterns.push([templatePattern(keyType as ts.TemplateLiteralType), schema]);
    else if ((keyType.flags & ts.TypeFlags.Number) !== 0) patterns.push([NUMERIC_KEY, schema]);
    else rest = { additionalProperties: schema };
  }
  return patterns.length > 0 ? { ...rest, patternProperties: Object.fromEntries(patterns) } : rest;
}
