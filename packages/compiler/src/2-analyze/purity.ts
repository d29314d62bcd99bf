/** What pure code may say, and whether it can throw. */
import type { Expr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { impureHelper, mutation, notDeterministic, unsupportedSyntax } from "../diagnostics/language.ts";
import { type Frame, span } from "./frame.ts";
import { impureText } from "./impurity.ts";
import type { Cell } from "./scope.ts";
import { resolveSymbol } from "./sdk-symbols.ts";

export const MUTATORS: ReadonlySet<string> = new Set([
  "push",
  "pop",
  "shift",
  "unshift",
  "splice",
  "sort",
  "reverse",
  "fill",
  "copyWithin",
]);

/** Reports what must not be in code that is evaluated wherever it is needed, perhaps more than once. */
export function checkPurity(node: ts.Node, frame: Frame, mayChange: readonly Cell[] = []): void {
  const { report } = frame.analysis;
  const visit = (inner: ts.Node): void => {
    const impure = impureText(inner, frame.analysis.checker, "body");
    if (impure !== undefined) {
      report(notDeterministic(span(frame, inner), { text: impure }));
      return;
    }
    reportHelper(inner, frame);
    const mutated = mutatedVariable(inner, frame, mayChange);
    if (mutated) report(mutation(span(frame, inner), { text: inner.getText() }));
    if (inner.kind === ts.SyntaxKind.ThisKeyword || ts.isYieldExpression(inner)) {
      report(
        unsupportedSyntax(span(frame, inner), {
          what: `\`${inner.getText()}\``,
          instead: "Write an ordinary function of its arguments",
        }),
      );
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
}

/** The smallest piece of the body that reaches a helper's fault: its name. */
function reportHelper(name: ts.Node, frame: Frame): void {
  const symbol = ts.isIdentifier(name) ? resolveSymbol(frame.analysis.checker, name) : undefined;
  // What the body itself defines is looked at where it stands.
  if (symbol === undefined || frame.scope.lookup(symbol) !== undefined) return;
  const fault = frame.analysis.impurities.behind(name);
  if (fault === undefined) return;
  const found = impureHelper(span(frame, name), { name: name.getText(), text: fault.text });
  frame.analysis.report({
    ...found,
    related: [{ span: span(frame, fault.node), message: `\`${fault.text}\` is used here` }],
  });
}

/** Assignment to, or a mutating method on, a variable of the pipeline body. */
function mutatedVariable(node: ts.Node, frame: Frame, mayChange: readonly Cell[]): boolean {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind))
    return isForeign(node.left, frame, mayChange);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return changes && isForeign(node.operand, frame, mayChange);
  }
  if (ts.isDeleteExpression(node)) return isForeign(node.expression, frame, mayChange);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  if (node.expression.getText() === "Object.assign")
    return node.arguments[0] !== undefined && isForeign(node.arguments[0], frame, mayChange);
  return MUTATORS.has(node.expression.name.text) && isForeign(node.expression.expression, frame, mayChange);
}

export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** True when `node` is a variable of the body, or a property of one: what pure code makes itself it may change. */
function isForeign(node: ts.Node, frame: Frame, mayChange: readonly Cell[]): boolean {
  const name = baseName(node);
  const symbol = name === undefined ? undefined : resolveSymbol(frame.analysis.checker, name);
  if (symbol === undefined) return false;
  const cell = frame.scope.lookup(symbol);
  return cell === undefined ? isModuleLevel(symbol) : !mayChange.includes(cell);
}

/** The variable at the start of `a.b[0].c`. */
function baseName(node: ts.Node): ts.Identifier | undefined {
  let target = node;
  while (
    ts.isPropertyAccessExpression(target) ||
    ts.isElementAccessExpression(target) ||
    ts.isParenthesizedExpression(target) ||
    ts.isNonNullExpression(target) ||
    ts.isAsExpression(target)
  ) {
    target = target.expression;
  }
  return ts.isIdentifier(target) ? target : undefined;
}

/** The variables of the body that the code changes in place, as `xs.push(x)` and `o.key = value` do. */
export function mutatedCells(node: ts.Node, frame: Frame): readonly Cell[] {
  const found = new Set<Cell>();
  const visit = (inner: ts.Node): void => {
    const target = mutationTarget(inner);
    const name = target === undefined ? undefined : baseName(target);
    const symbol = name === undefined ? undefined : resolveSymbol(frame.analysis.checker, name);
    const cell = symbol === undefined ? undefined : frame.scope.lookup(symbol);
    if (cell !== undefined) found.add(cell);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return [...found];
}

/** True when the code changes what lies in the variable's array or object, as `xs[0].key = value` does. */
export function changesInside(cell: Cell, node: ts.Node, frame: Frame): boolean {
  const target = mutationTarget(node);
  const name = target === undefined ? undefined : baseName(target);
  const symbol = name === undefined ? undefined : resolveSymbol(frame.analysis.checker, name);
  if (target !== undefined && symbol !== undefined && frame.scope.lookup(symbol) === cell) {
    const depth = depthOf(target) + (ts.isCallExpression(node) ? 1 : 0);
    if (depth > 1) return true;
  }
  return ts.forEachChild(node, (child) => changesInside(cell, child, frame)) ?? false;
}

function depthOf(target: ts.Node): number {
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target))
    return 1 + depthOf(target.expression);
  const isAround = ts.isParenthesizedExpression(target) || ts.isNonNullExpression(target) || ts.isAsExpression(target);
  return isAround ? depthOf(target.expression) : 0;
}

function mutationTarget(node: ts.Node): ts.Node | undefined {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind))
    return ts.isIdentifier(node.left) ? undefined : node.left;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  return MUTATORS.has(node.expression.name.text) ? node.expression.expression : undefined;
}

function isModuleLevel(symbol: ts.Symbol): boolean {
  const list = symbol.valueDeclaration?.parent;
  return (
    list !== undefined &&
    ts.isVariableDeclarationList(list) &&
    ts.isVariableStatement(list.parent) &&
    ts.isSourceFile(list.parent.parent)
  );
}

/** Whether there may be nothing where the types say that there is something: an element of a list, `x!` and casts. */
export function mayBeMissing(object: Expr, { analysis }: Frame): boolean {
  return object.kind === "idx" || (object.kind !== "caught" && analysis.claimed.has(object));
}
