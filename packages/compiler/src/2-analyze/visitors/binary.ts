import type { BinaryOperator, Expr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { branchValue } from "../branch.ts";
import { evaluate } from "../visit.ts";
import type { Frame } from "../frame.ts";
import { outline } from "../outline.ts";
import { isAssignment } from "../purity.ts";
import { testExpr, toExpr } from "../to-expr.ts";
import { constantOf, ERROR, exprValue, type Value } from "../values.ts";
import { assign } from "./assignment.ts";

const OPERATORS = new Set<string>([
  "+",
  "-",
  "*",
  "/",
  "%",
  "**",
  "===",
  "!==",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "&",
  "|",
  "^",
  "<<",
  ">>",
  ">>>",
]);
const LOGICAL = new Map<ts.SyntaxKind, "&&" | "||" | "??">([
  [ts.SyntaxKind.AmpersandAmpersandToken, "&&"],
  [ts.SyntaxKind.BarBarToken, "||"],
  [ts.SyntaxKind.QuestionQuestionToken, "??"],
  [ts.SyntaxKind.AmpersandAmpersandEqualsToken, "&&"],
  [ts.SyntaxKind.BarBarEqualsToken, "||"],
  [ts.SyntaxKind.QuestionQuestionEqualsToken, "??"],
]);

export function analyzeBinary(node: ts.BinaryExpression, frame: Frame): Value {
  const operator = node.operatorToken.kind;
  const logical = LOGICAL.get(operator);
  if (isAssignment(operator)) return analyzeAssignment(node, logical, frame);
  if (logical !== undefined) return shortCircuit(logical, evaluate(node.left, frame), node, frame);
  if (operator === ts.SyntaxKind.CommaToken) {
    evaluate(node.left, frame);
    return evaluate(node.right, frame);
  }
  const text = node.operatorToken.getText();
  if (!OPERATORS.has(text)) return outline(node, frame);
  const left = evaluate(node.left, frame);
  const right = evaluate(node.right, frame);
  if (left.kind === "error" || right.kind === "error") return ERROR;
  // Beside `undefined` or `null` it only matters whether there is a promise.
  const read = EQUALITY.has(text) && [left, right].some(isNothing) ? testExpr : toExpr;
  return combine(text as BinaryOperator, read(left, node.left, frame), read(right, node.right, frame));
}

function analyzeAssignment(node: ts.BinaryExpression, logical: "&&" | "||" | "??" | undefined, frame: Frame): Value {
  const operator = node.operatorToken.getText();
  if (operator === "=") {
    const value = evaluate(node.right, frame);
    assign(node.left, value, frame);
    return value;
  }
  const previous = evaluate(node.left, frame);
  const value =
    logical !== undefined
      ? shortCircuit(logical, previous, node, frame)
      : combine(
          operator.slice(0, -1) as BinaryOperator,
          toExpr(previous, node.left, frame),
          toExpr(evaluate(node.right, frame), node.right, frame),
        );
  assign(node.left, value, frame);
  return value;
}

/** The right side is evaluated, and its steps called, only if the left side does not decide. */
function shortCircuit(op: "&&" | "||" | "??", left: Value, node: ts.BinaryExpression, frame: Frame): Value {
  if (left.kind === "error") return ERROR;
  const test = testExpr(left, node.left, frame);
  // What is no value was reported right now.
  const isMaybe = left.kind === "promise" && left.test !== undefined;
  if ((left.kind === "promise" && !isMaybe) || left.kind === "list" || left.kind === "step" || left.kind === "pipeline")
    return ERROR;
  const constant = constantOf(left);
  if (constant !== undefined) {
    const goesOn =
      op === "&&"
        ? Boolean(constant.value)
        : op === "||"
          ? !constant.value
          : constant.value === undefined || constant.value === null;
    return goesOn ? evaluate(node.right, frame) : left;
  }
  const right = (arm: Frame): Value => evaluate(node.right, arm);
  const stays = (): Value => left;
  const cond: Expr = op === "??" ? { kind: "bin", op: "==", left: test, right: { kind: "lit", value: null } } : test;
  return op === "||" ? branchValue(frame, cond, node, stays, right) : branchValue(frame, cond, node, right, stays);
}

const EQUALITY: ReadonlySet<string> = new Set(["===", "!==", "==", "!="]);

function isNothing(value: Value): boolean {
  const constant = constantOf(value);
  return constant !== undefined && (constant.value === undefined || constant.value === null);
}

function combine(op: BinaryOperator, left: Expr, right: Expr): Value {
  if (left.kind === "lit" && right.kind === "lit") {
    const folded = fold(op, left.value, right.value);
    if (folded !== undefined) return exprValue({ kind: "lit", value: folded });
  }
  return exprValue({ kind: "bin", op, left, right });
}

/** Constants of the simple kinds, where the result is a finite number, a string or a boolean. */
function fold(op: BinaryOperator, left: unknown, right: unknown): number | string | boolean | undefined {
  if (op === "===") return isScalar(left) && isScalar(right) ? left === right : undefined;
  if (op === "!==") return isScalar(left) && isScalar(right) ? left !== right : undefined;
  if (typeof left === "string" && typeof right === "string" && op === "+") return left + right;
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  const result = arithmetic(op, left, right);
  return typeof result === "number" && (!Number.isFinite(result) || Object.is(result, -0)) ? undefined : result;
}

function arithmetic(op: BinaryOperator, a: number, b: number): number | boolean | undefined {
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return a % b;
    case "**":
      return a ** b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    default:
      return undefined;
  }
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object";
}
