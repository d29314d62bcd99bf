import { ts } from "ts-morph";
import { evaluate } from "../visit.ts";
import type { Frame } from "../frame.ts";
import { listOf, spreadParts } from "../list.ts";
import { toExpr } from "../to-expr.ts";
import { ERROR, exprValue, isPlain, type ListPart, UNDEFINED, type Value } from "../values.ts";

export function analyzeArrayLiteral(node: ts.ArrayLiteralExpression, frame: Frame): Value {
  const parts: ListPart[] = [];
  for (const element of node.elements) {
    const value = elementValue(element, frame);
    if (value.kind === "error") return ERROR;
    if (ts.isSpreadElement(element)) parts.push(...spreadParts(value, (one) => toExpr(one, element.expression, frame)));
    else parts.push({ kind: "element", value });
  }
  const list = listOf(parts);
  return list.kind === "list" && isPlain(list) ? exprValue(toExpr(list, node, frame)) : list;
}

function elementValue(element: ts.Expression, frame: Frame): Value {
  if (ts.isOmittedExpression(element)) return UNDEFINED;
  return evaluate(ts.isSpreadElement(element) ? element.expression : element, frame);
}
