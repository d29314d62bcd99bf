/** Promises that are made outside of any `try`, but may be awaited inside one. */
import { ts } from "ts-morph";
import type { Frame } from "./frame.ts";
import type { FunctionNode } from "./values.ts";

/** True when errors of what `node` starts may be caught by code further down, as far as the source shows. */
export function mayBeCaughtLater(node: ts.Node, frame: Frame): boolean {
  return !isAwaitedHere(node) && frame.inlining.some((fn) => catches(fn, frame));
}

function catches(fn: FunctionNode, { analysis }: Frame): boolean {
  const known = analysis.catching.get(fn) ?? hasCatch(fn);
  analysis.catching.set(fn, known);
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
    (ts.isCallExpression(parent) && /^Promise\.\w+$/.test(parent.expression.getText()));
  return isTransparent && isAwaitedHere(parent);
}

function hasCatch(node: ts.Node): boolean {
  if (ts.isTryStatement(node)) return true;
  if (ts.isPropertyAccessExpression(node) && CATCHING.has(node.name.text)) return true;
  return ts.forEachChild(node, hasCatch) ?? false;
}

const CATCHING: ReadonlySet<string> = new Set(["allSettled", "catch", "then", "finally"]);
