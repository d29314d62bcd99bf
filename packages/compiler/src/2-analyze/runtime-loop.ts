/** Loops whose number of rounds only the run knows: one round is analysed, with what rounds hand on as unknowns. */
import type { Expr, Node } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { unsupportedSyntax } from "../diagnostics/language.ts";
import { assignedCells } from "./assigned-cells.ts";
import { anyTaken, type Completion, type Exit, isNever, NORMAL, without } from "./completion.ts";
import { awaitNodes, emit, type Flow, type Frame, newId, span } from "./frame.ts";
import type { Cell } from "./scope.ts";
import { toExpr } from "./to-expr.ts";
import { exprValue, UNDEFINED } from "./values.ts";

export interface RuntimeLoop {
  readonly node: ts.IterationStatement;
  /** The list that is gone through; absent for `while`. */
  readonly over?: Expr;
  readonly maxRounds?: number;
  /** One round: binds the item, analyses the body and what stands behind it. */
  readonly round: (frame: Frame, id: string) => Completion;
  /** Whether another round follows, evaluated after the round. */
  readonly again?: (frame: Frame) => Expr;
}

/** The name under which a `return` inside the loop leaves it. */
const LEFT = "$left";

export function analyzeRuntimeLoop(loop: RuntimeLoop, frame: Frame): Completion {
  const { node } = loop;
  if (frame.soft)
    return refuse(node, "a loop over what only the run knows inside `try`", "Put the `try` inside the loop", frame);
  const cells = assignedCells(node, frame);
  const id = newId(frame.analysis, "loop");
  const names = cells.map(({ name }, index) =>
    cells.findIndex((cell) => cell.name === name) === index ? name : `${name}-${index}`,
  );
  const initial = cells.map((cell) => toExpr(frame.flow.store.get(cell) ?? UNDEFINED, node, frame));
  const nodes: Node[] = [];
  const flow: Flow = { store: frame.flow.store.fork(), nodes, frontier: [], pending: [], throws: [], left: [] };
  for (const [index, cell] of cells.entries())
    flow.store.set(cell, exprValue({ kind: "carried", loop: id, name: names[index] as string }));
  const inner: Frame = { ...frame, flow };
  const completion = loop.round(inner, id);
  const exits = completion.exits.filter(({ target }) => !(target.kind === "break" && target.statement === node));
  if (exits.some(({ target }) => target.kind === "throw"))
    refuse(node, "`throw` inside a loop over what only the run knows", "Throw inside a step", frame);
  const next = cells.map((cell) => toExpr(flow.store.get(cell) ?? UNDEFINED, node, inner));
  const carried = names.map((name, index) => ({ name, init: initial[index] as Expr, next: next[index] as Expr }));
  if (exits.length > 0)
    carried.push({ name: LEFT, init: { kind: "lit", value: null }, next: leftAs(exits, node, inner) });
  const done = doneExpr(completion, loop.again?.(inner));
  reportEscapes(cells, flow, frame, node);
  const { over, maxRounds } = loop;
  const after = [...frame.flow.frontier, ...frame.flow.pending];
  const bounds = { ...(over === undefined ? {} : { over }), ...(maxRounds === undefined ? {} : { maxRounds }) };
  emit(frame, { kind: "loop", id, ...bounds, carried, body: { nodes }, done, after, span: span(frame, node) });
  awaitNodes(frame, [id]);
  for (const [index, cell] of cells.entries())
    frame.flow.store.set(cell, exprValue({ kind: "out", node: id, port: names[index] as string }));
  return leaving(exits, id);
}

/** Rounds end when the loop was left, or when its condition no longer holds. */
function doneExpr(completion: Completion, again: Expr | undefined): Expr {
  const left = completion.goesOn ? anyTaken(completion.exits) : ({ kind: "lit", value: true } as const);
  if (again === undefined) return left;
  const over: Expr = { kind: "un", op: "!", operand: again };
  return isNever(left) ? over : { kind: "bin", op: "||", left, right: over };
}

/** Which exit was taken and with what value, as data. */
function leftAs(exits: readonly Exit[], at: ts.Node, frame: Frame): Expr {
  return exits.reduceRight<Expr>(
    (rest, exit, index) => ({
      kind: "cond",
      test: exit.when,
      then: {
        kind: "obj",
        entries: [
          { key: "by", value: { kind: "lit", value: index } },
          { key: "value", value: toExpr(exit.value, at, frame) },
        ],
      },
      else: rest,
    }),
    { kind: "lit", value: null },
  );
}

/** The exits of the rounds, as exits of the whole loop. */
function leaving(exits: readonly Exit[], id: string): Completion {
  if (exits.length === 0) return NORMAL;
  const left: Expr = { kind: "out", node: id, port: LEFT };
  return {
    goesOn: true,
    exits: exits.map(({ target }, index) => ({
      target,
      when: {
        kind: "bin",
        op: "===",
        left: { kind: "get", object: left, key: "by", optional: true },
        right: { kind: "lit", value: index },
      },
      value: exprValue({ kind: "get", object: left, key: "value", optional: true }),
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
