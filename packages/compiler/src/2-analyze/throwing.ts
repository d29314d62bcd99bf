/** Errors on their way to the code that catches them, or to the end of the run. */
import type { Expr, NodeId } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { unsupportedSyntax } from "../diagnostics/language.ts";
import { fork, forkValue } from "./branch.ts";
import { anyTaken, both, type Completion, type Exit, firstThrown, NORMAL, not } from "./completion.ts";
import { type Analysis, type Frame, isAwaitedWhereMade, span } from "./frame.ts";
import { synthesize } from "./outline.ts";
import { toExpr } from "./to-expr.ts";
import { exprValue, UNDEFINED, type Value } from "./values.ts";

/** The error of code or of a step that may fail: taken when evaluating `of` throws. */
export function failureExit(of: Expr): Exit {
  return { target: { kind: "throw" }, when: { kind: "failed", of }, value: exprValue(of) };
}

/** What awaiting a promise can throw, where code catches it. `isMaybe`: only under a condition is it this promise. */
export function rejections(promise: Value, at: ts.Node, frame: Frame, isMaybe = false): readonly Exit[] {
  if (promise.kind !== "promise") return [];
  const { when } = promise;
  const exits = unguarded(promise, at, frame, isMaybe || when !== undefined);
  return when === undefined ? exits : exits.map((exit) => ({ ...exit, when: both(when, exit.when) }));
}

function unguarded(
  promise: Value & { readonly kind: "promise" },
  at: ts.Node,
  frame: Frame,
  isMaybe: boolean,
): readonly Exit[] {
  if (promise.parts !== undefined) return promise.parts.flatMap((part) => rejections(part, at, frame, isMaybe));
  if (frame.soft && (promise.uncaught ?? []).length > 0) {
    const instead = "Call the helper inside the `try`";
    frame.analysis.report(
      unsupportedSyntax(span(frame, at), {
        what: "catching errors of a helper that was called before the `try`",
        instead,
      }),
    );
  }
  return promise.rejects ?? promise.settles.flatMap((id) => nodeRejection(id, frame, isMaybe));
}

/** The same without what steps throw, which travels with their values. */
export function codeRejections(promise: Value, at: ts.Node, frame: Frame): readonly Exit[] {
  if (promise.kind !== "promise") return [];
  if (promise.rejects !== undefined) return rejections(promise, at, frame);
  const { when } = promise;
  const exits = (promise.parts ?? []).flatMap((part) => codeRejections(part, at, frame));
  return when === undefined ? exits : exits.map((exit) => ({ ...exit, when: both(when, exit.when) }));
}

/** A step or pipeline becomes one that may fail where its errors are caught, or where only some paths await it. */
function nodeRejection(id: NodeId, frame: Frame, isMaybe: boolean): readonly Exit[] {
  const { analysis, flow, soft } = frame;
  const node = analysis.nodes.get(id);
  if (node?.kind === "wait" && soft) analysis.soft.add(id);
  if (node?.kind !== "call" && node?.kind !== "map" && node?.kind !== "pipeline") return [];
  const isChosen = isMaybe && analysis.regions.get(id) === flow.region;
  if (soft && !analysis.hard.has(id)) soften(id, analysis);
  else if (isChosen) softenLeft(id, analysis);
  else leaveBehind(id, frame);
  if (analysis.soft.has(id)) return [failureExit({ kind: "out", node: id })];
  analysis.hard.add(id);
  return [];
}

/** Where only some paths await a step, its error is nobody's on the others. */
export function leaveBehind(id: NodeId, frame: Frame): void {
  if (!isAwaitedWhereMade(id, frame)) softenLeft(id, frame.analysis);
}

function softenLeft(id: NodeId, analysis: Analysis): void {
  // Items whose errors are to be kept apart have to be analysed so.
  if (analysis.nodes.get(id)?.kind !== "map" && !analysis.hard.has(id)) soften(id, analysis);
}

/** Its errors are caught, and with them those of the promises that it was given and that nobody has awaited. */
export function soften(id: NodeId, analysis: Analysis): void {
  if (analysis.soft.has(id)) return;
  analysis.soft.add(id);
  const node = analysis.nodes.get(id);
  const values: readonly unknown[] =
    node?.kind === "call"
      ? [node.input]
      : node?.kind === "pipeline"
        ? [node.args]
        : node?.kind === "map"
          ? [node.body, node.yields]
          : [];
  for (const given of values.flatMap(nodesIn)) {
    const kind = analysis.nodes.get(given)?.kind;
    if ((kind === "call" || kind === "map" || kind === "pipeline") && !analysis.hard.has(given))
      soften(given, analysis);
  }
}

function nodesIn(value: unknown): readonly NodeId[] {
  if (typeof value !== "object" || value === null) return [];
  const own = (value as Partial<Expr>).kind === "out" ? [(value as { readonly node: NodeId }).node] : [];
  return [...own, ...Object.values(value).flatMap(nodesIn)];
}

/** Hands errors to whoever catches them; where nobody does, nothing that comes next may start. */
export function raise(exits: readonly Exit[], at: ts.Node, frame: Frame): void {
  if (frame.soft) frame.flow.throws = [...frame.flow.throws, ...exits];
  else for (const exit of exits) guardAgainst(exit, at, frame);
}

function guardAgainst(exit: Exit, at: ts.Node, frame: Frame): void {
  const thrown = toExpr(exit.value, at, frame);
  const check = synthesize(
    "value",
    [{ kind: "cond", test: exit.when, then: thrown, else: { kind: "lit" } }],
    at,
    frame,
  );
  if (check.kind === "out") frame.flow.pending = [...frame.flow.pending, check.node];
}

/** Pure code that has thrown is an error like any other where errors are caught. */
function collectPending(frame: Frame, known: readonly NodeId[]): void {
  if (!frame.soft) return;
  const isFresh = (id: NodeId): boolean => !known.includes(id) && !frame.outside.includes(id);
  const fresh = frame.flow.pending.filter(isFresh);
  frame.flow.pending = frame.flow.pending.filter((id) => !isFresh(id));
  frame.flow.throws = [...frame.flow.throws, ...fresh.map((node) => failureExit({ kind: "out", node }))];
}

/** The statement's completion with the errors that its expressions threw. */
export function withThrows(analyze: (frame: Frame) => Completion, at: ts.Node, frame: Frame): Completion {
  const pending = frame.flow.pending;
  const completion = analyze(frame);
  collectPending(frame, pending);
  const { throws } = frame.flow;
  frame.flow.throws = [];
  if (throws.length === 0) return completion;
  const thrown = [...throws, ...completion.exits.filter(({ target }) => target.kind === "throw")];
  const first = firstThrown(thrown, (value) => toExpr(value, at, frame)) as Exit;
  return {
    goesOn: completion.goesOn,
    exits: [first, ...completion.exits.filter(({ target }) => target.kind !== "throw")],
  };
}

/** What a variable holds after an assignment: what it held before, if the statement has thrown. */
export function assigned(previous: Value, next: Value, at: ts.Node, frame: Frame): Value {
  collectPending(frame, []);
  const { throws } = frame.flow;
  if (throws.length === 0) return next;
  return forkValue(
    frame,
    anyTaken(throws),
    at,
    () => previous,
    () => next,
  );
}

/** Goes on with a statement whose first part, such as the list of a loop, may have thrown. */
export function goesOnUnlessThrown(at: ts.Node, frame: Frame, rest: (frame: Frame) => Completion): Completion {
  collectPending(frame, []);
  const { throws } = frame.flow;
  if (throws.length === 0) return rest(frame);
  return fork(frame, anyTaken(throws), at, {
    then: () => ({ value: UNDEFINED, completion: NORMAL }),
    else: (arm) => ({ value: UNDEFINED, completion: rest(arm) }),
  }).completion;
}

/** Issues a call unless the statement has already thrown. */
export function unlessThrown(at: ts.Node, frame: Frame, issue: (frame: Frame) => Value): Value {
  collectPending(frame, []);
  const { throws } = frame.flow;
  if (throws.length === 0) return issue(frame);
  let issued: Value = UNDEFINED;
  const issueOnce = (arm: Frame): Value => (issued = issue(arm));
  // Where it was not issued, nobody sees its value.
  return forkValue(frame, not(anyTaken(throws)), at, issueOnce, () => issued);
}
