/** Finds out whether code may give a promise, or an array of promises, before it is evaluated. */
import { ts } from "ts-morph";
import type { Frame } from "./frame.ts";
import { resolveSymbol } from "./sdk-symbols.ts";
import { isAnalyzed, isPromiseMethod, refersToSteps, skipParentheses } from "./step-search.ts";
import { isPlain } from "./values.ts";

export function mayHoldPromises(expression: ts.Expression, frame: Frame): boolean {
  const node = skipParentheses(expression);
  const inner = (part: ts.Expression): boolean => mayHoldPromises(part, frame);
  if (ts.isIdentifier(node)) {
    const symbol = resolveSymbol(frame.analysis.checker, node);
    const cell = symbol === undefined ? undefined : frame.scope.lookup(symbol);
    const value = cell === undefined ? undefined : frame.flow.store.get(cell);
    return value !== undefined && !isPlain(value);
  }
  if (ts.isCallExpression(node)) {
    const callee = skipParentheses(node.expression);
    if (isPromiseMethod(callee, frame) || refersToSteps(callee, frame) || takesSteps(node, frame)) return true;
    return (ts.isPropertyAccessExpression(callee) && inner(callee.expression)) || node.arguments.some(inner);
  }
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return inner(node.expression);
  if (ts.isSpreadElement(node)) return inner(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.some(inner);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.some((property) => ts.isPropertyAssignment(property) && inner(property.initializer));
  if (ts.isConditionalExpression(node)) return inner(node.whenTrue) || inner(node.whenFalse);
  if (ts.isBinaryExpression(node)) return inner(node.left) || inner(node.right);
  return false;
}

/** True when an argument is a callback that calls steps. */
export function takesSteps(node: ts.CallExpression, frame: Frame): boolean {
  return node.arguments.some((argument) => {
    const callback = skipParentheses(argument);
    if (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) return isAnalyzed(callback, frame);
    return refersToSteps(callback, frame);
  });
}
