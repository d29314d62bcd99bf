/** Promises whose errors are no errors of the run yet: code further down may catch them, or leave them behind. */
import { ts } from "ts-morph";
import type { Frame } from "./frame.ts";
import type { FunctionNode } from "./values.ts";

/** What the source of a function shows of such code. */
export interface LateEnds {
  readonly catches: boolean;
  /** Where the last way out or `await` under a condition begins. */
  readonly lastLeft: number;
}

/** True when errors of what `node` starts may be caught or left behind by code further down, as far as the source shows. */
export function mayBeCaughtLater(node: ts.Node, frame: Frame): boolean {
  if (isAwaitedHere(node)) return false;
  const own = frame.inlining.at(-1);
  const isLeft = own !== undefined && endsOf(own, frame).lastLeft > node.end;
  return isLeft || frame.inlining.some((fn) => endsOf(fn, frame).catches);
}

function endsOf(fn: FunctionNode, { analysis }: Frame): LateEnds {
  const known = analysis.lateEnds.get(fn) ?? { catches: hasCatch(fn), lastLeft: lastLeftIn(fn, false) };
  analysis.lateEnds.set(fn, known);
  return known;
}

/** `await f()`, also inside `Promise.all([…])`: then only the code around it can catch. */
function isAwaitedHere(node: ts.Node): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (ts.isAwaitExpression(parent)) return true;
  const isTransparent =
    ts.isParenthesizedExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isSpreadElement(parent) ||
    (ts.isCallExpression(parent) && isCombinator(parent));
  return isTransparent && isAwaitedHere(parent);
}

function hasCatch(node: ts.Node): boolean {
  if (ts.isTryStatement(node)) return true;
  if (ts.isPropertyAccessExpression(node) && CATCHING.has(node.name.text)) return true;
  return ts.forEachChild(node, hasCatch) ?? false;
}

const CATCHING: ReadonlySet<string> = new Set(["allSettled", "catch", "then", "finally"]);

/** The last `return`, `throw`, jump or `await` of a promise made elsewhere that is reached under a condition only. */
function lastLeftIn(node: ts.Node, isConditional: boolean): number {
  let last = isConditional && mayLeave(node) ? node.getStart() : -1;
  const inner = isConditional || isCondition(node);
  ts.forEachChild(node, (child) => {
    if (!ts.isFunctionLike(child)) last = Math.max(last, lastLeftIn(child, inner));
  });
  return last;
}

function isCondition(node: ts.Node): boolean {
  const isShortCircuit = ts.isBinaryExpression(node) && SHORT.has(node.operatorToken.kind);
  return ts.isIfStatement(node) || ts.isConditionalExpression(node) || ts.isSwitchStatement(node) || isShortCircuit;
}

const SHORT: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

function mayLeave(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node)) return !ts.isCallExpression(node.expression) || isCombinator(node.expression);
  return ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node);
}

function isCombinator(call: ts.CallExpression): boolean {
  return /^Promise\.\w+$/.test(call.expression.getText());
}
