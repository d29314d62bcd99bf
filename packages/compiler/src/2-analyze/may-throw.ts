/** Whether pure code can throw, as far as its form and its types tell. */
import { ts } from "ts-morph";

const TOTAL_METHODS: ReadonlySet<string> = new Set(
  (
    "map filter some every find findIndex findLast includes indexOf lastIndexOf slice concat join flat flatMap at toSorted toReversed " +
    "sort reverse entries keys values trim trimStart trimEnd toUpperCase toLowerCase startsWith endsWith split replace replaceAll " +
    "padStart padEnd substring charAt charCodeAt toString forEach"
  ).split(" "),
);
const TOTAL_OBJECTS: ReadonlySet<string> = new Set("Math Number String Boolean Array Object".split(" "));

/**
 * True unless the code cannot throw whatever JSON of its declared type it gets. Type-checked property access on step
 * results does not count; calls of unknown functions, `reduce` without a start, `any`, `!` and casts do.
 */
export function mayThrow(node: ts.Node, checker: ts.TypeChecker): boolean {
  return (
    (ts.isCallExpression(node) && callMayThrow(node)) ||
    ts.isNewExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isThrowStatement(node) ||
    (ts.isAsExpression(node) && node.type.getText() !== "const") ||
    (ts.isElementAccessExpression(node) && isNeeded(node)) ||
    (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.name) && ts.isArrayBindingPattern(node.parent)) ||
    asksKind(node) ||
    opens(node).some((object) => isAny(object, checker)) ||
    (ts.forEachChild(node, (child) => mayThrow(child, checker)) ?? false)
  );
}

function callMayThrow({ expression, arguments: given }: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(expression))
    return !(ts.isIdentifier(expression) && TOTAL_OBJECTS.has(expression.text));
  const method = expression.name.text;
  // A method of Math, Number, … on values of the right type.
  if (ts.isIdentifier(expression.expression) && TOTAL_OBJECTS.has(expression.expression.text)) return false;
  if (method === "reduce" || method === "reduceRight") return given.length < 2;
  return !TOTAL_METHODS.has(method);
}

/** Whether an element that may not be there has to be. */
function isNeeded(element: ts.ElementAccessExpression): boolean {
  const { parent } = element;
  if (ts.isPropertyAccessExpression(parent)) return parent.questionDotToken === undefined;
  if (ts.isElementAccessExpression(parent))
    return parent.expression === element && parent.questionDotToken === undefined;
  if (ts.isVariableDeclaration(parent)) return !ts.isIdentifier(parent.name);
  return (ts.isSpreadElement(parent) || ts.isForOfStatement(parent)) && parent.expression === element;
}

function asksKind(node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind === ts.SyntaxKind.InKeyword || kind === ts.SyntaxKind.InstanceOfKeyword;
}

/** What has to be an object, or a list, for the code itself to work. */
function opens(node: ts.Node): readonly ts.Node[] {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return node.questionDotToken === undefined ? [node.expression] : [];
  if (ts.isForOfStatement(node) || ts.isSpreadElement(node)) return [node.expression];
  return ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node) ? [node] : [];
}

function isAny(node: ts.Node, checker: ts.TypeChecker): boolean {
  // The reason of a promise that was rejected: an error, of a step at least.
  if (ts.isPropertyAccessExpression(node) && node.name.text === "reason") return false;
  return (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) !== 0;
}
