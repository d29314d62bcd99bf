import type { Expr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { evaluate } from "../visit.ts";
import type { Frame } from "../frame.ts";
import { toExpr } from "../to-expr.ts";
import { exprValue, literal, type Value } from "../values.ts";

export function analyzeTemplate(node: ts.TemplateExpression, frame: Frame): Value {
  const values: Expr[] = node.templateSpans.map((part) =>
    toExpr(evaluate(part.expression, frame), part.expression, frame),
  );
  const texts = [node.head.text, ...node.templateSpans.map((part) => part.literal.text)];
  if (values.every((value) => value.kind === "lit" && typeof value.value !== "object")) {
    return literal(
      texts.reduce((text, next, index) => text + String((values[index - 1] as { value?: unknown }).value) + next),
    );
  }
  return exprValue({ kind: "tpl", texts, values });
}
