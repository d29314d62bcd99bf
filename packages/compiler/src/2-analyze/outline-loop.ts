/** Loops and statements without steps: JavaScript that is evaluated as it is, and gives the variables that it changed. */
import { ts } from "ts-morph";
import { unsupportedSyntax } from "../diagnostics/language.ts";
import { assignedCells } from "./assigned-cells.ts";
import { type Completion, NORMAL } from "./completion.ts";
import { type Frame, span } from "./frame.ts";
import { outlineStatement } from "./outline.ts";
import type { Cell } from "./scope.ts";
import { callsSteps } from "./step-search.ts";
import { mutatedCells } from "./purity.ts";
import { exprValue, type Value } from "./values.ts";

export function outlineLoop(node: ts.IterationStatement, frame: Frame): Completion {
  const leaves = findLeaving(node);
  if (leaves === undefined) return outlineChanges(withLabels(node), frame);
  const instead = "Set a variable and `break`";
  const what = `\`${/^\w+(?: \w+)?(?=;|$)|^\w+/.exec(leaves.getText())?.[0]}\` inside a loop without steps`;
  frame.analysis.report(unsupportedSyntax(span(frame, leaves), { what, instead }));
  return NORMAL;
}

/** A statement without steps that changes arrays or objects of the body in place, such as `xs.push(x)`. */
export function changesInPlace(node: ts.Statement, frame: Frame): boolean {
  return !callsSteps(node, frame) && ownChanges(node, frame).length > 0;
}

export function outlineChanges(node: ts.Statement, frame: Frame): Completion {
  const changed = ownChanges(node, frame);
  const cells = [...new Set([...assignedCells(node, frame), ...changed])];
  const value = outlineStatement(node, cells, changed, frame);
  if (value.kind === "out") frame.analysis.fresh.add(value.node);
  for (const cell of cells) frame.flow.store.set(cell, exprValue({ kind: "get", object: value, key: cell.name }));
  return NORMAL;
}

function ownChanges(node: ts.Statement, frame: Frame): readonly Cell[] {
  return mutatedCells(node, frame).filter((cell) => {
    const value = frame.flow.store.get(cell);
    return value !== undefined && isOwn(value, frame) && !isShared(cell, value, frame);
  });
}

/** Arrays and objects that the body made itself; parameters and results of steps stay as they are. */
function isOwn(value: Value, frame: Frame): boolean {
  if (value.kind === "array" || value.kind === "object") return true;
  if (value.kind !== "expr") return false;
  const { expr } = value;
  if (expr.kind === "get") return expr.object.kind === "out" && frame.analysis.fresh.has(expr.object.node);
  return expr.kind === "arr" || expr.kind === "obj";
}

/** True when another variable holds it too, by itself or inside something: it would see the change. */
function isShared(cell: Cell, value: Value, frame: Frame): boolean {
  for (const [other, held] of frame.flow.store.entries()) if (other !== cell && holds(held, value)) return true;
  return false;
}

function holds(outer: Value, inner: Value): boolean {
  if (outer === inner || (outer.kind === "expr" && inner.kind === "expr" && outer.expr === inner.expr)) return true;
  if (outer.kind === "array") return outer.elements.some((element) => holds(element, inner));
  if (outer.kind === "object") return [...outer.entries.values()].some((entry) => holds(entry, inner));
  return outer.kind === "promise" && holds(outer.value, inner);
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
