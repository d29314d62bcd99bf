import type { ArrayElement } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { mapOfPromises } from "../../diagnostics/language.ts";
import { evaluate } from "../visit.ts";
import { type Frame, span } from "../frame.ts";
import { toExpr } from "../to-expr.ts";
import { ERROR, exprValue, UNDEFINED, type Value } from "../values.ts";

export function analyzeArrayLiteral(node: ts.ArrayLiteralExpression, frame: Frame): Value {
  const parts = node.elements.map((element) => {
    if (!ts.isSpreadElement(element))
      return { element, spread: false, value: ts.isOmittedExpression(element) ? UNDEFINED : evaluate(element, frame) };
    return { element: element.expression, spread: true, value: evaluate(element.expression, frame) };
  });
  const known: Value[] = [];
  for (const part of parts) {
    if (part.spread && part.value.kind === "mapped") {
      frame.analysis.report(mapOfPromises(span(frame, part.element), { text: part.element.getText() }));
      return ERROR;
    }
    if (!part.spread) known.push(part.value);
    else if (part.value.kind === "array") known.push(...part.value.elements);
    else {
      const elements = parts.map(({ element, spread, value }): ArrayElement => ({
        value: toExpr(value, element, frame),
        ...(spread ? { spread } : {}),
      }));
      return exprValue({ kind: "arr", elements });
    }
  }
  return { kind: "array", elements: known };
}
