import { ts } from "ts-morph";
import type { Frame } from "./frame.ts";
import { outline } from "./outline.ts";
import { literal, type Value } from "./values.ts";
import { analyzeArrayLiteral } from "./visitors/array-literal.ts";
import { analyzeAwait } from "./visitors/await.ts";
import { analyzeBinary } from "./visitors/binary.ts";
import { analyzeCall } from "./visitors/call.ts";
import { analyzeConditional } from "./visitors/conditional.ts";
import { analyzeIdentifier } from "./visitors/identifier.ts";
import { analyzeDelete } from "./visitors/mutation.ts";
import { analyzeObjectLiteral } from "./visitors/object-literal.ts";
import { analyzeElementAccess, analyzePropertyAccess } from "./visitors/property-access.ts";
import { analyzeTemplate } from "./visitors/template.ts";
import { analyzePostfix, analyzeTypeof, analyzeUnary } from "./visitors/unary.ts";

/** The value of an expression; what needs no analysis is outlined as the JavaScript it is. */
export function evaluate(node: ts.Expression, frame: Frame): Value {
  if (ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node)) return evaluate(node.expression, frame);
  if (ts.isAsExpression(node) || ts.isNonNullExpression(node)) return claimed(evaluate(node.expression, frame), frame);
  if (ts.isStringLiteralLike(node)) return literal(node.text);
  if (ts.isNumericLiteral(node)) return literal(Number(node.text.replaceAll("_", "")));
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return literal(true);
    case ts.SyntaxKind.FalseKeyword:
      return literal(false);
    case ts.SyntaxKind.NullKeyword:
      return literal(null);
  }
  if (ts.isIdentifier(node)) return analyzeIdentifier(node, frame);
  if (ts.isAwaitExpression(node)) return analyzeAwait(node, frame);
  if (ts.isCallExpression(node)) return analyzeCall(node, frame);
  if (ts.isPropertyAccessExpression(node)) return analyzePropertyAccess(node, frame);
  if (ts.isElementAccessExpression(node)) return analyzeElementAccess(node, frame);
  if (ts.isObjectLiteralExpression(node)) return analyzeObjectLiteral(node, frame);
  if (ts.isArrayLiteralExpression(node)) return analyzeArrayLiteral(node, frame);
  if (ts.isTemplateExpression(node)) return analyzeTemplate(node, frame);
  if (ts.isBinaryExpression(node)) return analyzeBinary(node, frame);
  if (ts.isConditionalExpression(node)) return analyzeConditional(node, frame);
  if (ts.isPrefixUnaryExpression(node)) return analyzeUnary(node, frame);
  if (ts.isPostfixUnaryExpression(node)) return analyzePostfix(node, frame);
  if (ts.isTypeOfExpression(node) || ts.isVoidExpression(node)) return analyzeTypeof(node, frame);
  if (ts.isDeleteExpression(node)) return analyzeDelete(node, frame) ?? outline(node, frame);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { kind: "closure", node, scope: frame.scope };
  return outline(node, frame);
}

/** `x!` and `x as T`: that it is what the type says nobody has checked. */
function claimed(value: Value, { analysis }: Frame): Value {
  if (value.kind === "expr") analysis.claimed.add(value.expr);
  return value;
}
