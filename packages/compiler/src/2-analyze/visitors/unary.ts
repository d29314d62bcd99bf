import type { UnaryOperator } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { evaluate } from "../visit.ts";
import type { Frame } from "../frame.ts";
import { testExpr, toExpr } from "../to-expr.ts";
import { constantOf, exprValue, literal, type Value } from "../values.ts";
import { assign } from "./assignment.ts";

const OPERATORS = new Map<ts.SyntaxKind, UnaryOperator>([
  [ts.SyntaxKind.ExclamationToken, "!"],
  [ts.SyntaxKind.MinusToken, "-"],
  [ts.SyntaxKind.PlusToken, "+"],
  [ts.SyntaxKind.TildeToken, "~"],
]);

export function analyzeUnary(node: ts.PrefixUnaryExpression, frame: Frame): Value {
  const op = OPERATORS.get(node.operator);
  if (op === undefined) return step(node, frame).next;
  const value = evaluate(node.operand, frame);
  const constant = constantOf(value);
  if (op === "!" && constant !== undefined) return literal(!constant.value);
  if (op === "-" && typeof constant?.value === "number" && constant.value !== 0) return literal(-constant.value);
  return exprValue({ kind: "un", op, operand: (op === "!" ? testExpr : toExpr)(value, node.operand, frame) });
}

export function analyzePostfix(node: ts.PostfixUnaryExpression, frame: Frame): Value {
  return step(node, frame).previous;
}

export function analyzeTypeof(node: ts.TypeOfExpression | ts.VoidExpression, frame: Frame): Value {
  const operand = toExpr(evaluate(node.expression, frame), node.expression, frame);
  return exprValue({ kind: "un", op: ts.isVoidExpression(node) ? "void" : "typeof", operand });
}

/** `n++` and `--n`. */
function step(
  node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression,
  frame: Frame,
): { readonly previous: Value; readonly next: Value } {
  const current = evaluate(node.operand, frame);
  const constant = constantOf(current)?.value;
  const op = node.operator === ts.SyntaxKind.PlusPlusToken ? "+" : "-";
  if (typeof constant === "number") {
    const changed = literal(op === "+" ? constant + 1 : constant - 1);
    assign(node.operand, changed, frame);
    return { previous: current, next: changed };
  }
  const previous = exprValue({ kind: "un", op: "+", operand: toExpr(current, node.operand, frame) });
  const next = exprValue({
    kind: "bin",
    op,
    left: previous.kind === "expr" ? previous.expr : { kind: "lit" },
    right: { kind: "lit", value: 1 },
  });
  assign(node.operand, next, frame);
  return { previous, next };
}
