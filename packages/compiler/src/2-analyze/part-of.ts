/** The smallest part of the source that gave a part of a value. */
import { ts } from "ts-morph";
import { skipParentheses } from "./step-search.ts";

/** The property `key` or the element `key` of a literal; the node itself where it is none. */
export function partOf(node: ts.Node, key: string | number): ts.Node {
  const literal = ts.isExpression(node) ? skipParentheses(returnedBy(node)) : node;
  if (ts.isArrayLiteralExpression(literal)) {
    const index = Number(key);
    const before = literal.elements.slice(0, index + 1);
    return before.some(ts.isSpreadElement) ? node : (literal.elements[index] ?? node);
  }
  if (!ts.isObjectLiteralExpression(literal)) return node;
  const property = literal.properties.findLast((one) => one.name !== undefined && nameOf(one.name) === String(key));
  if (property === undefined) return node;
  return ts.isPropertyAssignment(property) ? property.initializer : (property.name ?? property);
}

/** What a function returns, where it does so in one place only. */
export function returnedBy(node: ts.Expression): ts.Expression {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return node;
  if (!ts.isBlock(node.body)) return node.body;
  const found: ts.Expression[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isFunctionLike(inner)) return;
    if (ts.isReturnStatement(inner) && inner.expression !== undefined) found.push(inner.expression);
    ts.forEachChild(inner, visit);
  };
  visit(node.body);
  const [only] = found;
  return only === undefined || found.length > 1 ? node : only;
}

function nameOf(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : undefined;
}
