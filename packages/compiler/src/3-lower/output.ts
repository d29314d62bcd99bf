/** The value of a whole scope: read from the task that has it, chosen between two, or computed in some pod. */
import type { Expr, Source } from "@argosy/sdk/ir";
import { pathStep } from "./drafts.ts";
import { literalRef, type Point, type ScopeLowering, sequence } from "./scope-lowering.ts";
import { mayThrow } from "./throwing.ts";

/** @param nothing What `undefined` becomes, which the result of a whole pipeline cannot be. */
export function placeOutput(scope: ScopeLowering, given: Expr, point: Point, nothing?: "null"): Source {
  const { lowering } = scope;
  const value = nothing === undefined || isThere(given, scope) ? given : nullForNothing(given);
  const checks = point.after.filter((id) => lowering.js.has(id) && !mentions(value, id, scope));
  const throwing = checks.map((id): Expr => ({ kind: "out", node: id })).filter((check) => mayThrow(check, lowering));
  if (throwing.length === 0 && !lowering.forceGlue) {
    const known = knownOutput(scope, value, point, nothing);
    if (known !== undefined) return known;
  }
  const whole = nothing === undefined ? value : nullForNothing(value);
  const placed = scope.place(sequence(throwing, whole), "value", point);
  return { kind: "ref", ref: { kind: "task", ...placed, lists: 0 } };
}

/** Outputs that no pod has to compute. */
function knownOutput(scope: ScopeLowering, value: Expr, point: Point, nothing?: "null"): Source | undefined {
  if (value.kind === "lit") return { kind: "ref", ref: literalRef(value.value) };
  if (value.kind === "param") return { kind: "ref", ref: scope.resolve({ kind: "param", name: value.name }) };
  if (value.kind !== "out" || scope.lowering.js.has(value.node)) return undefined;
  const branch = scope.lowering.ifs.get(value.node);
  if (branch === undefined) {
    // A port is a part of what the task yields, such as one variable of a loop: that takes code.
    if (value.port !== undefined) return undefined;
    return { kind: "ref", ref: scope.resolve({ kind: "out", node: value.node }) };
  }
  const merge = branch.merges.find((one) => one.port === value.port);
  const path = scope.paths.get(branch.id);
  if (merge === undefined || path === undefined) return undefined;
  const [guard] = scope.guards([pathStep(branch.id, branch.cond, true)]);
  if (guard === undefined) return undefined;
  const arm = (is: boolean, expr: Expr): Source =>
    placeOutput(
      scope,
      expr,
      {
        after: point.after,
        path: [...path, pathStep(branch.id, branch.cond, is)],
        span: point.span,
        soft: point.soft ?? false,
      },
      nothing,
    );
  const then = arm(true, merge.then);
  const other = arm(false, merge.else);
  // Lists travel in a form of their own, so both arms must have the same.
  return lists(then) === lists(other) ? { kind: "choice", guard, then, else: other } : undefined;
}

/** Never `undefined`, or made of parts that are looked at one by one; what a step or pipeline gives is JSON already. */
function isThere(value: Expr, { lowering: { js, ifs } }: ScopeLowering): boolean {
  if (value.kind !== "out") return ALWAYS_THERE.has(value.kind);
  return ifs.has(value.node) || (!js.has(value.node) && value.port === undefined);
}

function nullForNothing(value: Expr): Expr {
  if (value.kind === "lit") return value.value === undefined ? { kind: "lit", value: null } : value;
  if (ALWAYS_THERE.has(value.kind)) return value;
  const test: Expr = { kind: "bin", op: "===", left: value, right: { kind: "lit" } };
  return { kind: "cond", test, then: { kind: "lit", value: null }, else: value };
}

const ALWAYS_THERE: ReadonlySet<string> = new Set(["obj", "arr", "tpl", "settled"]);

function lists(source: Source): number {
  return source.kind === "choice" ? lists(source.then) : source.ref.kind === "lit" ? 0 : source.ref.lists;
}

function mentions(value: Expr, node: string, scope: ScopeLowering, seen: Set<string> = new Set()): boolean {
  const text = JSON.stringify(value);
  if (text.includes(`"node":"${node}"`)) return true;
  for (const [, id] of text.matchAll(/"node":"([^"]+)"/g)) {
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    const js = scope.lowering.js.get(id);
    if (js !== undefined && js.args.some((arg) => mentions(arg, node, scope, seen))) return true;
  }
  return false;
}
