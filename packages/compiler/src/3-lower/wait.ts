/** What runs no code: code before it that throws keeps it from starting by a condition. */
import type { Expr, NodeId, WaitNode } from "@argosy/sdk/ir";
import { taskName } from "./context.ts";
import { type Path, type PathStep, pathStep } from "./drafts.ts";
import { type Point, type ScopeLowering, sequence } from "./scope-lowering.ts";

export function addWait(scope: ScopeLowering, node: WaitNode, path: Path): void {
  const { id, after, span, soft } = node;
  const checks = scope.checksBefore(after);
  const way = checks.length === 0 ? path : [...path, unlessThrown(id, checks, { after, path, span }, scope)];
  const needs = scope.needs([], { after, path: way });
  const wait = { wait: node.wait, ...(soft === true ? { soft } : {}) };
  const task = scope.addTask({ id: taskName(scope.lowering, id), path: way, ...scope.origin(node), wait }, needs);
  scope.produce({ kind: "out", node: id }, task, "out", 0);
}

function unlessThrown(id: NodeId, checks: readonly Expr[], point: Point, scope: ScopeLowering): PathStep {
  const node = `$before:${id}`;
  const all = sequence(checks, { kind: "lit", value: true });
  const placed = scope.place(all, "guard", point);
  scope.lowering.guards.set(node, { kind: "port", ...placed });
  scope.produce({ kind: "guard", node }, scope.task(placed.task), placed.port, 0);
  return pathStep(node, all, true);
}
