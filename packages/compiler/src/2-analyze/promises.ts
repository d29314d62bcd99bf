/** What `Promise.all` and `Promise.allSettled` make of a value. */
import type { Expr, NodeId } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { branchValue } from "./branch.ts";
import { firstThrown } from "./completion.ts";
import { type Frame, softened } from "./frame.ts";
import { type ArrayValue, arrayExpr, partsOf, promiseOf } from "./list.ts";
import { own } from "./ownership.ts";
import { synthesize } from "./outline.ts";
import { failureExit, rejections } from "./throwing.ts";
import { toExpr } from "./to-expr.ts";
import { ERROR, exprValue, type ListPart, type Value } from "./values.ts";

/** One promise of all values, in the order of the array. */
export function allOf(list: ArrayValue, at: ts.Node, frame: Frame): Value & { readonly kind: "promise" } {
  const parts = partsOf(list);
  const value: Value =
    list.kind === "array"
      ? { kind: "array", elements: list.elements.map(resolved) }
      : own(
          exprValue({
            ...arrayExpr(
              parts,
              (element) => toExpr(resolved(element), at, frame),
              ({ values }) => values,
            ),
          }),
          frame,
        );
  const promises = parts.flatMap((part) => promiseOf(part) ?? []);
  return { kind: "promise", value, settles: settledBy(promises), parts: promises };
}

/** How each promise ended; none of them can fail the whole. */
export function outcomesOf(list: ArrayValue, at: ts.Node, outer: Frame): Value & { readonly kind: "promise" } {
  const frame = softened(outer);
  const parts = partsOf(list);
  const promises = parts.flatMap((part) => promiseOf(part) ?? []);
  for (const part of parts) if (part.kind === "promises") rejections(promiseOf(part) ?? ERROR, at, frame);
  const outcome = (element: Value): Value => outcomeOf(element, at, frame);
  const value: Value =
    list.kind === "array"
      ? { kind: "array", elements: list.elements.map(outcome) }
      : exprValue(
          arrayExpr(
            parts.map((part) =>
              part.kind === "values" ? { ...part, array: synthesize(FULFILLED, [part.array], at, frame) } : part,
            ),
            (element) => toExpr(outcome(element), at, frame),
            ({ outcomes }) => outcomes,
          ),
        );
  return { kind: "promise", value, settles: settledBy(promises), rejects: [] };
}

/** `{ status, value }` or `{ status, reason }`. */
export function outcomeOf(element: Value, at: ts.Node, frame: Frame): Value {
  const fulfilled = exprValue(
    record({ status: { kind: "lit", value: "fulfilled" }, value: toExpr(resolved(element), at, frame) }),
  );
  const thrown = firstThrown(rejections(element, at, frame), (error) => toExpr(error, at, frame));
  if (thrown === undefined) return fulfilled;
  const reason: Expr = { kind: "caught", of: toExpr(thrown.value, at, frame) };
  const rejected = exprValue(record({ status: { kind: "lit", value: "rejected" }, reason }));
  return branchValue(
    frame,
    thrown.when,
    at,
    () => rejected,
    () => fulfilled,
  );
}

/** The promise whose outcome was noted as data, as by an earlier round of a loop. */
export function fromOutcome(outcome: Expr, at: ts.Node, frame: Frame): Value {
  const rejected: Expr = {
    kind: "bin",
    op: "===",
    left: { kind: "get", object: outcome, key: "status" },
    right: { kind: "lit", value: "rejected" },
  };
  const opened = synthesize(OPENED, [outcome], at, frame, LOOKED_FOR);
  return {
    kind: "promise",
    value: exprValue(opened),
    settles: [],
    rejects: [{ target: { kind: "throw" }, when: rejected, value: exprValue(opened) }],
  };
}

/** The same for an array of them; `settles`: who ends when they all have. */
export function fromOutcomes(
  outcomes: Expr,
  settles: readonly NodeId[],
  at: ts.Node,
  frame: Frame,
): ListPart & { readonly kind: "promises" } {
  const values = synthesize(OPENED_ALL, [outcomes], at, frame, LOOKED_FOR);
  const revived = synthesize(REVIVED, [outcomes], at, frame, LOOKED_FOR);
  return { kind: "promises", values, outcomes: revived, settles, rejects: [failureExit(values)] };
}

function resolved(value: Value): Value {
  return value.kind === "promise" ? value.value : value;
}

function settledBy(promises: readonly Value[]): readonly NodeId[] {
  return [...new Set(promises.flatMap((promise) => (promise.kind === "promise" ? promise.settles : [])))];
}

function record(entries: { readonly [key: string]: Expr }): Expr {
  return { kind: "obj", entries: Object.entries(entries).map(([key, value]) => ({ key, value })) };
}

/** What the code throws is an exit of its own, for whoever awaits it. */
const LOOKED_FOR = false;

// An error that went through JSON is an error again, of the class that its name says.
const CLASSES = "{ EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError } as any";
const ERROR_OF = `Object.assign(new ((${CLASSES})[one.reason.name] ?? Error)(one.reason.message), one.reason)`;
const OPEN = `(one: any) => { if (one.status === "rejected") throw ${ERROR_OF}; return one.value; }`;
const OPENED = `(${OPEN})(value)`;
const OPENED_ALL = `value.map(${OPEN})`;
const REVIVED = `value.map((one: any) => one.status === "rejected" ? { ...one, reason: ${ERROR_OF} } : one)`;
const FULFILLED = `value.map((one: any) => ({ status: "fulfilled", value: one }))`;
