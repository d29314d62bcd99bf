import type { Expr, NodeId } from "@argosy/sdk/ir";
import type { Lowering } from "./context.ts";
import { parts } from "./expressions.ts";

/** True unless evaluating the expression cannot throw, given that what travels has its declared type. */
export function mayThrow(expr: Expr, lowering: Lowering, seen: Set<NodeId> = new Set()): boolean {
  if (expr.kind === "get" && expr.object.kind === "idx" && expr.optional !== true) return true;
  if (expr.kind === "failed" || expr.kind === "caught" || expr.kind === "settled" || expr.kind === "held") return false;
  if (expr.kind === "bin" && expr.op === "in") return true;
  if (expr.kind === "out") return outMayThrow(expr, lowering, seen);
  return parts(expr).some((part) => mayThrow(part, lowering, seen));
}

function outMayThrow(expr: Expr & { kind: "out" }, lowering: Lowering, seen: Set<NodeId>): boolean {
  const key = `${expr.node}.${expr.port ?? ""}`;
  if (seen.has(key)) return false;
  seen.add(key);
  const js = lowering.js.get(expr.node);
  if (js !== undefined)
    return (
      (lowering.fragments.get(js.fragment)?.mayThrow ?? true) || js.args.some((arg) => mayThrow(arg, lowering, seen))
    );
  const branch = lowering.ifs.get(expr.node);
  if (branch === undefined) return false;
  const merge = branch.merges.find((one) => one.port === expr.port);
  const test = lowering.definitions.isCarried(branch.id) ? [] : [branch.cond];
  return [...test, ...(merge === undefined ? [] : [merge.then, merge.else])].some((part) =>
    mayThrow(part, lowering, seen),
  );
}
