/** Loops and statements without steps: JavaScript that is evaluated as it is, and gives the variables that it changed. */
import { ts } from "ts-morph";
import { unsupportedSyntax } from "../diagnostics/language.ts";
import { assignedCells } from "./assigned-cells.ts";
import { type Completion, NORMAL } from "./completion.ts";
import { type Frame, span } from "./frame.ts";
import { type KnownParts, outlineStatement } from "./outline.ts";
import { isDeeplyOwn, isOwn, isShared } from "./ownership.ts";
import { resolveSymbol } from "./sdk-symbols.ts";
import type { Cell } from "./scope.ts";
import { callsSteps } from "./step-search.ts";
import { changesInside, mutatedCells } from "./purity.ts";
import { exprValue, isPlain } from "./values.ts";

export function outlineLoop(node: ts.IterationStatement, frame: Frame, known?: KnownParts): Completion {
  const leaves = findLeaving(node);
  if (leaves === undefined) return outlineChanges(withLabels(node), frame, known);
  const instead = "Set a variable and `break`";
  const what = `\`${/^\w+(?: \w+)?(?=;|$)|^\w+/.exec(leaves.getText())?.[0]}\` inside a loop without steps`;
  frame.analysis.report(unsupportedSyntax(span(frame, leaves), { what, instead }));
  return NORMAL;
}

/** A statement without steps that changes arrays or objects of the body in place, such as `xs.push(x)`. */
export function changesInPlace(node: ts.Statement, frame: Frame): boolean {
  return !callsSteps(node, frame) && ownChanges(node, frame).length > 0 && !usesPromises(node, frame);
}

/** True when a variable in the code holds a promise, so that it cannot be evaluated as one piece. */
export function usesPromises(node: ts.Node, frame: Frame): boolean {
  if (ts.isIdentifier(node)) {
    const symbol = resolveSymbol(frame.analysis.checker, node);
    const cell = symbol === undefined ? undefined : frame.scope.lookup(symbol);
    const value = cell === undefined ? undefined : frame.flow.store.get(cell);
    return value !== undefined && value.kind !== "closure" && !isPlain(value);
  }
  return ts.forEachChild(node, (child) => usesPromises(child, frame)) ?? false;
}

export function outlineChanges(node: ts.Statement, frame: Frame, known?: KnownParts): Completion {
  const changed = ownChanges(node, frame);
  const cells = [...new Set([...assignedCells(node, frame), ...changed])];
  const value = outlineStatement(node, cells, changed, frame, known);
  if (value.kind === "out") frame.analysis.fresh.add(value.node);
  for (const cell of cells) frame.flow.store.set(cell, exprValue({ kind: "get", object: value, key: cell.name }));
  return NORMAL;
}

export function ownChanges(node: ts.Statement, frame: Frame): readonly Cell[] {
  return mutatedCells(node, frame).filter((cell) => {
    const value = frame.flow.store.get(cell);
    if (value === undefined || !isOwn(value, frame) || isShared(cell, value, frame)) return false;
    return isDeeplyOwn(value, frame) || !changesInside(cell, node, frame);
  });
}

/** What leaves a loop for somewhere other than its end: a `return`, or a jump to a label around it. */
export function findLeaving(loop: ts.IterationStatement): ts.Node | undefined {
  const whole = withLabels(loop);
  const visit = (node: ts.Node, labels: ReadonlySet<string>): ts.Node | undefined => {
    if (ts.isReturnStatement(node)) return node;
    if (ts.isFunctionLike(node)) return undefined;
    if (ts.isBreakOrContinueStatement(node) && node.label !== undefined && !labels.has(node.label.text)) return node;
    const inside = ts.isLabeledStatement(node) ? new Set([...labels, node.label.text]) : labels;
    return ts.forEachChild(node, (child) => visit(child, inside));
  };
  return visit(whole, new Set());
}

/** The loop with the labels before it, which jumps in it name. */
function withLabels(loop: ts.Statement): ts.Statement {
  return ts.isLabeledStatement(loop.parent) ? withLabels(loop.parent) : loop;
}
