/** Loops that only start steps and push their promises: nothing in them waits, so the rounds are a fan-out. */
import { ts } from "ts-morph";
import { assignedCells } from "./assigned-cells.ts";
import { type Completion, NORMAL } from "./completion.ts";
import { flatFanOut } from "./fan-out.ts";
import type { Frame } from "./frame.ts";
import { isArrayValue, listOf, partsOf } from "./list.ts";
import { findLeaving, ownChanges } from "./outline-loop.ts";
import { resolveSymbol } from "./sdk-symbols.ts";
import type { Cell } from "./scope.ts";
import type { Value } from "./values.ts";

export function isCollecting(node: ts.ForOfStatement, frame: Frame): boolean {
  const changed = ownChanges(node.statement, frame);
  return (
    changed.length > 0 &&
    assignedCells(node, frame).length === 0 &&
    node.awaitModifier === undefined &&
    findLeaving(node) === undefined &&
    !waitsOrLeaves(node.statement) &&
    changed.every((cell) => isOnlyPushedTo(cell, node.statement, frame) && isList(cell, frame))
  );
}

/** Analyses one round as an item that starts with empty arrays; what it pushes is added to those of outside. */
export function collect(
  node: ts.ForOfStatement,
  list: Value,
  round: (frame: Frame, item: Value, index: Value) => void,
  frame: Frame,
): Completion {
  const cells = ownChanges(node.statement, frame);
  const added = flatFanOut(
    list,
    (inner, item, index) => {
      // The arrays of one item are its own: whoever looks for changed variables must not see them.
      const store = inner.flow.store.fork();
      for (const cell of cells) store.set(cell, { kind: "array", elements: [] });
      const flow = { ...inner.flow, store };
      round({ ...inner, flow }, item, index);
      Object.assign(inner.flow, { frontier: flow.frontier, pending: flow.pending, throws: flow.throws });
      return cells.map((cell) => {
        const value = store.get(cell);
        return value !== undefined && isArrayValue(value) ? value : listOf([]);
      });
    },
    node,
    frame,
  );
  for (const [index, cell] of cells.entries()) {
    const before = frame.flow.store.get(cell);
    if (before !== undefined && isArrayValue(before))
      frame.flow.store.set(cell, listOf([...partsOf(before), ...(added[index] ?? [])]));
  }
  return NORMAL;
}

function isList(cell: Cell, frame: Frame): boolean {
  const value = frame.flow.store.get(cell);
  return value !== undefined && isArrayValue(value);
}

/** An `await` of the loop itself, or a way out of it. */
function waitsOrLeaves(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  const isJump = ts.isBreakStatement(node) || ts.isContinueStatement(node);
  if (ts.isAwaitExpression(node) || ts.isThrowStatement(node) || ts.isTryStatement(node) || isJump) return true;
  return ts.forEachChild(node, waitsOrLeaves) ?? false;
}

/** True when the code does nothing with the variable but `xs.push(…)`. */
function isOnlyPushedTo(cell: Cell, node: ts.Node, frame: Frame): boolean {
  if (ts.isIdentifier(node)) {
    const symbol = resolveSymbol(frame.analysis.checker, node);
    if (symbol === undefined || frame.scope.lookup(symbol) !== cell) return true;
    const { parent } = node;
    return ts.isPropertyAccessExpression(parent) && parent.name.text === "push" && ts.isCallExpression(parent.parent);
  }
  return !(ts.forEachChild(node, (child) => !isOnlyPushedTo(cell, child, frame)) ?? false);
}
