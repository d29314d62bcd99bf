/** Loops whose number of rounds only the run knows: one round is analysed, with what rounds hand on as unknowns. */
import type { Expr } from "@argosy/sdk/ir";
import { loopLimitError } from "@argosy/sdk/runtime";
import type { ts } from "ts-morph";
import { unsupportedSyntax } from "../diagnostics/language.ts";
import { assignedCells } from "./assigned-cells.ts";
import {
  ALWAYS,
  anyTaken,
  type Completion,
  type Exit,
  firstThrown,
  isNever,
  NORMAL,
  not,
  type Target,
  without,
} from "./completion.ts";
import { carriedExpr, carriedKind, carriedValue, ownershipOf } from "./carried.ts";
import { awaitNodes, barriers, emit, type Flow, type Frame, newFlow, newId, span } from "./frame.ts";
import { synthesize } from "./outline.ts";
import { ownChanges } from "./outline-loop.ts";
import type { Cell } from "./scope.ts";
import { goesOnUnlessThrown, raise, withThrows } from "./throwing.ts";
import { toExpr } from "./to-expr.ts";
import { exprValue, UNDEFINED } from "./values.ts";
import { evaluate } from "./visit.ts";

export interface RuntimeLoop {
  readonly node: ts.IterationStatement;
  /** The list that is gone through; absent for `while`. */
  readonly over?: Expr;
  readonly maxRounds?: number;
  /** One round: binds the item, analyses the body and what stands behind it, the condition of the next round included. */
  readonly round: (frame: Frame, id: string) => Completion;
}

/** The names under which a `return` or a jump, and an error, leave the loop. */
const LEFT = "$left";
const THROWN = "$thrown";

export function analyzeRuntimeLoop(loop: RuntimeLoop, frame: Frame): Completion {
  return goesOnUnlessThrown(loop.node, frame, (arm) => analyzeLoop(loop, arm));
}

function analyzeLoop(loop: RuntimeLoop, frame: Frame): Completion {
  const { node, over, maxRounds } = loop;
  const cells = [...new Set([...assignedCells(node, frame), ...ownChanges(node, frame)])];
  const id = newId(frame.analysis, "loop");
  const names = cells.map(({ name }, index) =>
    cells.findIndex((cell) => cell.name === name) === index ? name : `${name}-${index}`,
  );
  const kinds = cells.map((cell) => carriedKind(cell, node, frame));
  const initial = cells.map((cell, index) => carriedExpr(kinds[index] ?? "plain", cell, node, frame));
  const flow = newFlow(frame.flow.store.fork(), frame.flow);
  const inner: Frame = { ...frame, flow, outside: [] };
  for (const [index, cell] of cells.entries()) {
    const carried: Expr = { kind: "carried", loop: id, name: names[index] as string };
    flow.store.set(cell, carriedValue(kinds[index] ?? "plain", carried, ownershipOf(cell, frame), node, inner));
  }
  const completion = analyzeRound(loop, id, inner);
  const exits = completion.exits.filter(({ target }) => !isBreakOf(target, node));
  const next = cells.map((cell, index) => carriedExpr(kinds[index] ?? "plain", cell, node, inner));
  const carried = names.map((name, index) => ({ name, init: initial[index] as Expr, next: next[index] as Expr }));
  if (exits.length > 0)
    carried.push({ name: LEFT, init: { kind: "lit", value: null }, next: leftAs(exits, node, inner) });
  const thrown = exits.find(({ target }) => target.kind === "throw");
  if (thrown !== undefined) carried.push({ name: THROWN, init: { kind: "lit" }, next: thrownAs(thrown, node, inner) });
  const done = completion.goesOn ? anyTaken(completion.exits) : ALWAYS;
  reportEscapes(cells, flow, frame, node);
  const after = barriers(frame.flow);
  const bounds = { ...(over === undefined ? {} : { over }), ...(maxRounds === undefined ? {} : { maxRounds }) };
  const rest = { carried, body: { nodes: flow.nodes }, done, checks: flow.pending, after, span: span(frame, node) };
  emit(frame, { kind: "loop", id, ...bounds, ...rest });
  awaitNodes(frame, [id]);
  for (const [index, cell] of cells.entries()) {
    const last: Expr = { kind: "out", node: id, port: names[index] as string };
    frame.flow.store.set(cell, carriedValue(kinds[index] ?? "plain", last, ownershipOf(cell, frame), node, frame));
  }
  return leaving(exits, id, node, frame);
}

/** Where nothing catches it, an error fails its round; else it leaves the loop like a `return`. */
function analyzeRound({ node, maxRounds, round }: RuntimeLoop, id: string, frame: Frame): Completion {
  const whole = withThrows((inner) => round(inner, id), node, frame);
  if (frame.soft) return maxRounds === undefined ? whole : withLimit(whole, maxRounds, id, node, frame);
  const throws = whole.exits.filter(({ target }) => target.kind === "throw");
  raise(throws, node, frame);
  return { ...whole, exits: whole.exits.filter((exit) => !throws.includes(exit)) };
}

/** The last round that may be throws what a loop without an end throws. */
function withLimit(whole: Completion, rounds: number, id: string, node: ts.Node, frame: Frame): Completion {
  if (!whole.goesOn) return whole;
  const index: Expr = { kind: "index", loop: id };
  const isLast: Expr = { kind: "bin", op: "===", left: index, right: { kind: "lit", value: rounds - 1 } };
  const { name, message } = loopLimitError(rounds, "");
  const text = `(() => { throw Object.assign(new Error(${JSON.stringify(message)}), { name: ${JSON.stringify(name)} }); })()`;
  const when: Expr = { kind: "bin", op: "&&", left: isLast, right: not(anyTaken(whole.exits)) };
  const value = exprValue(synthesize(text, [{ kind: "lit" }], node, frame));
  const limit: Exit = { target: { kind: "throw" }, when, value };
  const throws = [...whole.exits.filter(({ target }) => target.kind === "throw"), limit];
  const first = firstThrown(throws, (thrown) => toExpr(thrown, node, frame)) as Exit;
  return { goesOn: true, exits: [first, ...whole.exits.filter(({ target }) => target.kind !== "throw")] };
}

/** Ends the loop unless the condition of its next round holds. */
export function endUnless(condition: ts.Expression | undefined, node: ts.IterationStatement, frame: Frame): Completion {
  if (condition === undefined) return NORMAL;
  const evaluateCondition = (inner: Frame): Completion => {
    const when = not(toExpr(evaluate(condition, inner), condition, inner));
    if (isNever(when)) return NORMAL;
    return { goesOn: true, exits: [{ target: { kind: "break", statement: node }, when, value: UNDEFINED }] };
  };
  return withThrows(evaluateCondition, condition, frame);
}

function isBreakOf(target: Target, node: ts.IterationStatement): boolean {
  return target.kind === "break" && target.statement === node;
}

/** Which exit was taken and with what value, as data. An error is none, and travels beside it. */
function leftAs(exits: readonly Exit[], at: ts.Node, frame: Frame): Expr {
  return exits.reduceRight<Expr>(
    (rest, exit, index) => ({
      kind: "cond",
      test: exit.when,
      then: {
        kind: "obj",
        entries: [
          { key: "by", value: { kind: "lit", value: index } },
          ...(exit.target.kind === "return" ? [{ key: "value", value: toExpr(exit.value, at, frame) }] : []),
        ],
      },
      else: rest,
    }),
    { kind: "lit", value: null },
  );
}

function thrownAs(exit: Exit, at: ts.Node, frame: Frame): Expr {
  return { kind: "cond", test: exit.when, then: toExpr(exit.value, at, frame), else: { kind: "lit" } };
}

/** The exits of the rounds, as exits of the whole loop. */
function leaving(exits: readonly Exit[], id: string, at: ts.Node, frame: Frame): Completion {
  if (exits.length === 0) return NORMAL;
  const left: Expr = { kind: "out", node: id, port: LEFT };
  const valueOf = ({ target }: Exit): Expr =>
    target.kind === "throw"
      ? synthesize("value", [{ kind: "out", node: id, port: THROWN }], at, frame)
      : { kind: "get", object: left, key: "value", optional: true };
  return {
    goesOn: true,
    exits: exits.map((exit, index) => ({
      target: exit.target,
      when: {
        kind: "bin",
        op: "===",
        left: { kind: "get", object: left, key: "by", optional: true },
        right: { kind: "lit", value: index },
      },
      value: exprValue(valueOf(exit)),
    })),
  };
}

/** Variables of outside that changed without an assignment in sight, as by a helper. */
function reportEscapes(cells: readonly Cell[], flow: Flow, frame: Frame, at: ts.Node): void {
  const hidden = flow.store.changed.filter((cell) => !cells.includes(cell));
  for (const { name } of hidden)
    refuse(at, `changing \`${name}\` from a helper in a loop`, "Return the value and assign it in the loop", frame);
}

function refuse(node: ts.Node, what: string, instead: string, frame: Frame): Completion {
  const start = span(frame, node);
  frame.analysis.report(unsupportedSyntax({ ...start, end: start.start + 3 }, { what, instead }));
  return NORMAL;
}

export function withoutContinue(completion: Completion, node: ts.IterationStatement): Completion {
  return without(completion, (target) => target.kind === "continue" && target.statement === node);
}
