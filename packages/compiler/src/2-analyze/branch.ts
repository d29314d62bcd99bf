/** Two arms of which one runs: `if`, `?:`, `&&`, `||`, `??` and what follows an early return. */
import type { Expr, Node, Span } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { stepChosenAtRunTime } from "../diagnostics/language.ts";
import { emit, forkFlow, type Flow, type Frame, newId, span } from "./frame.ts";
import { toExpr } from "./to-expr.ts";
import { exprValue, isPlain, type Value, UNDEFINED } from "./values.ts";

/** How a block ends: it goes on, or it has returned, or it has returned if `done` holds. */
export type Completion =
  | { readonly kind: "normal" }
  | { readonly kind: "return"; readonly value: Value }
  | { readonly kind: "maybe"; readonly done: Expr; readonly value: Value };

export interface ArmResult {
  readonly value: Value;
  readonly completion: Completion;
}

export type Arm = (frame: Frame) => ArmResult;

export const NORMAL: Completion = { kind: "normal" };

/** An arm that only has a value. */
export function valueArm(compute: (frame: Frame) => Value): Arm {
  return (frame) => ({ value: compute(frame), completion: NORMAL });
}

/** Analyses both arms and joins what they leave; a condition that is constant leaves only one. */
export function branch(frame: Frame, cond: Expr, at: ts.Node, arms: { readonly then: Arm; readonly else: Arm }): ArmResult {
  if (cond.kind === "lit") return (cond.value ? arms.then : arms.else)(frame);
  const thenFlow = forkFlow(frame.flow);
  const elseFlow = forkFlow(frame.flow);
  const then = arms.then({ ...frame, flow: thenFlow });
  const other = arms.else({ ...frame, flow: elseFlow });
  const join = new Join(frame, cond, at, thenFlow, elseFlow);
  const result = { value: join.values(then.value, other.value, "value"), completion: join.completions(then.completion, other.completion) };
  join.variables(then.completion, other.completion);
  join.finish(then.completion, other.completion);
  return result;
}

/** Collects what differs between the arms; without tasks in either it needs no node of its own. */
class Join {
  readonly #frame: Frame;
  readonly #cond: Expr;
  readonly #at: ts.Node;
  readonly #then: Flow;
  readonly #else: Flow;
  readonly #id: string;
  readonly #merges: { port: string; then: Expr; else: Expr }[] = [];
  readonly #pure: boolean;

  constructor(frame: Frame, cond: Expr, at: ts.Node, then: Flow, other: Flow) {
    this.#frame = frame;
    this.#cond = cond;
    this.#at = at;
    this.#then = then;
    this.#else = other;
    this.#pure = [...then.nodes, ...other.nodes].every((node) => node.kind === "js");
    this.#id = this.#pure ? "" : newId(frame.analysis, "if");
  }

  values(then: Value, other: Value, name: string): Value {
    if (then === other) return then;
    if (then.kind === "error" || other.kind === "error") return { kind: "error" };
    if (then.kind === "promise" || other.kind === "promise") {
      const a = then.kind === "promise" ? then : { value: then, settles: [] };
      const b = other.kind === "promise" ? other : { value: other, settles: [] };
      return { kind: "promise", value: this.values(a.value, b.value, name), settles: [...new Set([...a.settles, ...b.settles])] };
    }
    if (then.kind === "step" || other.kind === "step" || then.kind === "mapped" || other.kind === "mapped") return this.#chosen(then, other);
    if (then.kind === "object" && other.kind === "object" && sameKeys(then.entries, other.entries)) {
      return { kind: "object", entries: new Map([...then.entries].map(([key, entry]) => [key, this.values(entry, other.entries.get(key) ?? UNDEFINED, key)])) };
    }
    return { kind: "expr", expr: this.#merge(toExpr(then, this.#at, this.#in(this.#then)), toExpr(other, this.#at, this.#in(this.#else)), name) };
  }

  completions(then: Completion, other: Completion): Completion {
    if (then.kind === "normal" && other.kind === "normal") return then;
    if (then.kind === "return" && other.kind === "return") return { kind: "return", value: this.#returned(then.value, other.value) };
    const value = then.kind === "normal" ? returnedValue(other) : other.kind === "normal" ? returnedValue(then) : this.#returned(returnedValue(then), returnedValue(other));
    return { kind: "maybe", done: this.#done(isDone(then), isDone(other)), value };
  }

  /** Variables keep what the arm that goes on left in them. */
  variables(then: Completion, other: Completion): void {
    const { store } = this.#frame.flow;
    for (const cell of new Set([...this.#then.store.changed, ...this.#else.store.changed])) {
      const a = this.#then.store.get(cell) ?? UNDEFINED;
      const b = this.#else.store.get(cell) ?? UNDEFINED;
      if (then.kind === "return") store.set(cell, b);
      else if (other.kind === "return") store.set(cell, a);
      else store.set(cell, this.values(a, b, cell.name));
    }
  }

  /** Puts the nodes where they belong and joins what was awaited by the arms that go on. */
  finish(then: Completion, other: Completion): void {
    const { flow, analysis } = this.#frame;
    const going = [...(then.kind === "return" ? [] : [this.#then]), ...(other.kind === "return" ? [] : [this.#else])];
    const frontier = [...new Set(going.flatMap((arm) => arm.frontier))];
    const after = flow.frontier;
    flow.frontier = going.length === 0 ? flow.frontier : withoutCovered(frontier, analysis.nodes);
    flow.pending = flow.pending.filter((id) => going.every((arm) => arm.pending.includes(id)));
    if (this.#pure) {
      // Pure code is evaluated only where it is needed, so it does not matter on which side of the condition it stands.
      for (const node of [...this.#then.nodes, ...this.#else.nodes]) flow.nodes.push(node);
      return;
    }
    const block = (nodes: readonly Node[]): { nodes: readonly Node[] } => ({ nodes });
    emit(this.#frame, { kind: "if", id: this.#id, cond: this.#cond, then: block(this.#then.nodes), else: block(this.#else.nodes), merges: this.#merges, after, span: this.#span });
  }

  get #span(): Span {
    return span(this.#frame, this.#at);
  }

  #merge(then: Expr, other: Expr, name: string): Expr {
    if (JSON.stringify(then) === JSON.stringify(other)) return then;
    if (this.#pure) return { kind: "cond", test: this.#cond, then, else: other };
    const taken = this.#merges.filter((merge) => merge.port === name || merge.port.startsWith(`${name}-`)).length;
    const port = taken === 0 ? name : `${name}-${taken + 1}`;
    this.#merges.push({ port, then, else: other });
    return { kind: "out", node: this.#id, port };
  }

  /** What is returned is wanted as a whole, so it is merged as a whole where it is plain. */
  #returned(then: Value, other: Value): Value {
    if (!isPlain(then) || !isPlain(other)) return this.values(then, other, "returned");
    return exprValue(this.#merge(toExpr(then, this.#at, this.#in(this.#then)), toExpr(other, this.#at, this.#in(this.#else)), "returned"));
  }

  /** Whether a block has returned: the condition itself where one arm always returns and the other never does. */
  #done(then: Expr, other: Expr): Expr {
    if (then.kind === "lit" && other.kind === "lit" && then.value === true && other.value === false) return this.#cond;
    if (then.kind === "lit" && other.kind === "lit" && then.value === false && other.value === true) return { kind: "un", op: "!", operand: this.#cond };
    return this.#merge(then, other, "done");
  }

  #chosen(then: Value, other: Value): Value {
    if (then.kind === "step" && other.kind === "step" && then.step === other.step) return then;
    this.#frame.analysis.report(stepChosenAtRunTime(this.#span, { text: this.#at.getText() }));
    return { kind: "error" };
  }

  #in(flow: Flow): Frame {
    return { ...this.#frame, flow };
  }
}

function returnedValue(completion: Completion): Value {
  return completion.kind === "normal" ? UNDEFINED : completion.value;
}

function isDone(completion: Completion): Expr {
  return completion.kind === "maybe" ? completion.done : { kind: "lit", value: completion.kind === "return" };
}

function sameKeys(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  return a.size === b.size && [...a.keys()].every((key) => b.has(key));
}

/** Barriers that another of them already waits for say nothing more. */
function withoutCovered(ids: readonly string[], nodes: ReadonlyMap<string, Node>): readonly string[] {
  const covered = new Set(ids.flatMap((id) => nodes.get(id)?.after ?? []));
  return ids.filter((id) => !covered.has(id));
}
