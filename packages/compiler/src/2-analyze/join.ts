/** Joins what the two arms of a branch leave: values, variables, exits and what was awaited. */
import type { Expr, Node } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { stepChosenAtRunTime } from "../diagnostics/language.ts";
import { ALWAYS, both, type Completion, type Exit, NEVER, isAlways, isNever, sameTarget } from "./completion.ts";
import { emit, type Flow, type Frame, newId, span } from "./frame.ts";
import { type ArrayValue, isArrayValue, listOf, partsOf } from "./list.ts";
import { isDeeplyOwn, isSolelyOwn, own } from "./ownership.ts";
import { synthesize } from "./outline.ts";
import type { Cell } from "./scope.ts";
import { toExpr } from "./to-expr.ts";
import { constantOf, exprValue, isPlain, type ListPart, type Value, UNDEFINED } from "./values.ts";

interface JoinedArm {
  readonly flow: Flow;
  /** False when nothing of this function sees what it leaves. */
  readonly isLive: boolean;
}

/** Collects what differs between the arms; without tasks in either it needs no node of its own. */
export class Join {
  readonly #frame: Frame;
  readonly #cond: Expr;
  readonly #at: ts.Node;
  readonly #then: JoinedArm;
  readonly #else: JoinedArm;
  readonly #id: string;
  readonly #merges: { port: string; then: Expr; else: Expr }[] = [];
  readonly #pure: boolean;

  constructor(frame: Frame, cond: Expr, at: ts.Node, then: JoinedArm, other: JoinedArm) {
    this.#frame = frame;
    this.#cond = cond;
    this.#at = at;
    this.#then = then;
    this.#else = other;
    this.#pure = [...then.flow.nodes, ...other.flow.nodes].every((node) => node.kind === "js");
    this.#id = this.#pure ? "" : newId(frame.analysis, "if");
  }

  values(then: Value, other: Value, name: string): Value {
    if (then === other) return then;
    if (then.kind === "error" || other.kind === "error") {
      for (const arm of [then, other])
        if (arm.kind === "promise") for (const id of arm.settles) this.#frame.analysis.settled.add(id);
      return { kind: "error" };
    }
    if (then.kind === "promise" || other.kind === "promise") {
      return this.#promises(then, other, name);
    }
    if (isArrayValue(then) && isArrayValue(other) && !(isPlain(then) && isPlain(other)))
      return this.#lists(then, other, name);
    // Where an error came before there is no list, and nobody asks for one.
    if (then.kind === "list" && isUndefined(other)) return this.#lists(then, NO_LIST, name);
    if (other.kind === "list" && isUndefined(then)) return this.#lists(NO_LIST, other, name);
    if ([then, other].some(({ kind }) => kind === "step" || kind === "pipeline" || kind === "list"))
      return this.#chosen(then, other, name);
    if (then.kind === "object" && other.kind === "object") {
      const isSame = sameKeys(then.entries, other.entries);
      if (isSame || !(isPlain(then) && isPlain(other))) return this.#objects(then.entries, other.entries, isSame);
    }
    return this.#whole(then, other, name);
  }

  /** What either of them throws counts only if its arm ran. */
  #promises(then: Value, other: Value, name: string): Value {
    const a = asPromise(then);
    const b = asPromise(other);
    const isOne =
      then.kind === "promise" && other.kind === "promise" && then.test === undefined && other.test === undefined;
    return {
      kind: "promise",
      ...(isOne ? {} : { test: this.#merge(this.#testOf(then), this.#testOf(other), `${name}-is`) }),
      value: this.values(a.value, b.value, name),
      settles: [...new Set([...a.settles, ...b.settles])],
      parts: [guarded(a, this.#test(true)), guarded(b, this.#test(false))],
    };
  }

  #testOf(value: Value): Expr {
    return value.kind === "promise" ? (value.test ?? ALWAYS) : toExpr(value, this.#at, this.#frame);
  }

  #test(isThen: boolean): Expr {
    return isThen ? this.#cond : { kind: "un", op: "!", operand: this.#cond };
  }

  /** Keys that only one of them has may be there or not. */
  #objects(then: Entries, other: Entries, isSame: boolean): Value {
    const keys = [...new Set([...then.keys(), ...other.keys()])];
    const entries = keys.map((key): [string, Value] => [
      key,
      this.values(then.get(key) ?? UNDEFINED, other.get(key) ?? UNDEFINED, key),
    ]);
    return { kind: "object", entries: new Map(entries), ...(isSame ? {} : { isPartial: true }) };
  }

  /** Elements at the same place are one; where the arrays differ in length, each is there if its arm ran. */
  #lists(then: ArrayValue, other: ArrayValue, name: string): Value {
    const [a, b] = [partsOf(then), partsOf(other)];
    const firstOther = a.findIndex((part, index) => !samePart(part, b[index]));
    const same = firstOther < 0 ? a.length : firstOther;
    if (then.kind === "array" && other.kind === "array" && a.length === b.length)
      return listOf(
        then.elements.map((element, index) => ({
          kind: "element",
          value: this.values(element, other.elements[index] ?? UNDEFINED, name),
        })),
      );
    return listOf([
      ...a.slice(0, same),
      ...a.slice(same).map((part) => this.#guarded(part, true, name)),
      ...b.slice(same).map((part) => this.#guarded(part, false, name)),
    ]);
  }

  /** A part that is there only if its arm ran. */
  #guarded(part: ListPart, isThen: boolean, name: string): ListPart {
    const arm = (value: Expr, otherwise: Expr, as: string): Expr =>
      isThen ? this.#merge(value, otherwise, as) : this.#merge(otherwise, value, as);
    const none: Expr = { kind: "arr", elements: [] };
    switch (part.kind) {
      case "element": {
        const value = isThen ? this.values(part.value, UNDEFINED, name) : this.values(UNDEFINED, part.value, name);
        const test = this.#test(isThen);
        return { kind: "element", value, when: part.when === undefined ? test : arm(part.when, NEVER, "when") };
      }
      case "values":
        return { kind: "values", array: arm(part.array, none, name) };
      case "promises":
        return {
          ...guarded(part, this.#test(isThen)),
          values: arm(part.values, none, name),
          outcomes: arm(part.outcomes, none, name),
        };
    }
  }

  /** An exit of either arm is one of the whole, taken when its arm ran and took it. */
  completions(then: Completion, other: Completion): Completion {
    const exits: Exit[] = [];
    for (const exit of then.exits) {
      const match = other.exits.find((one) => sameTarget(one.target, exit.target));
      exits.push(match === undefined ? this.#onlyThen(exit) : this.#both(exit, match));
    }
    for (const exit of other.exits)
      if (!then.exits.some((one) => sameTarget(one.target, exit.target))) exits.push(this.#onlyElse(exit));
    return { goesOn: then.goesOn || other.goesOn, exits };
  }

  /** Variables keep what the arms left in them whose paths meet again. */
  variables(): void {
    const { store } = this.#frame.flow;
    for (const cell of new Set([...this.#then.flow.store.changed, ...this.#else.flow.store.changed])) {
      const a = this.#then.flow.store.get(cell) ?? UNDEFINED;
      const b = this.#else.flow.store.get(cell) ?? UNDEFINED;
      if (!this.#then.isLive) store.set(cell, b);
      else if (!this.#else.isLive) store.set(cell, a);
      else this.#variable(cell, a, b);
    }
  }

  /** What both arms made themselves, the body may go on changing. */
  #variable(cell: Cell, a: Value, b: Value): void {
    const frame = this.#frame;
    const joined = this.values(a, b, cell.name);
    const arms = [
      [a, this.#then],
      [b, this.#else],
    ] as const;
    const isOwn = arms.every(([value, { flow }]) => isSolelyOwn(cell, value, { ...frame, flow }));
    const isDeep = arms.every(([value]) => isDeeplyOwn(value, frame));
    frame.flow.store.set(cell, isOwn ? own(joined, frame, isDeep) : joined);
  }

  /** Puts the nodes where they belong and joins what was awaited by the arms that meet again. */
  finish(): void {
    const { flow, analysis } = this.#frame;
    const going = [this.#then, this.#else].filter((arm) => arm.isLive).map((arm) => arm.flow);
    // What a helper awaited before it returned, its caller has awaited too.
    const gone = [this.#then, this.#else].filter((arm) => !arm.isLive).flatMap((arm) => arm.flow.frontier);
    const fresh = gone.filter((id) => !flow.frontier.includes(id));
    flow.left = [...new Set([...flow.left, ...this.#then.flow.left, ...this.#else.flow.left, ...fresh])];
    const after = flow.frontier;
    if (going.length > 0)
      flow.frontier = withoutCovered([...new Set(going.flatMap((arm) => arm.frontier))], analysis.nodes);
    const checks = this.#uncheckedIn();
    // What one arm has awaited behind it is open where the other arm ran, and where an arm has left.
    const arms = [this.#then.flow, this.#else.flow];
    // Where the condition threw neither arm ran: that what is in them asked for it helps nobody behind.
    if (this.#pure) flow.pending = flow.pending.filter((id) => arms.some((arm) => arm.pending.includes(id)));
    this.#place(after);
    for (const check of checks) {
      const checked = synthesize("value", [check], this.#at, this.#frame);
      if (checked.kind === "out") flow.pending = [...flow.pending, checked.node];
    }
  }

  /** Code at the end of an arm that may throw: what comes after the branch must not start if it did. */
  #uncheckedIn(): readonly Expr[] {
    const fresh = (arm: JoinedArm): readonly Expr[] =>
      arm.flow.pending
        .filter((id) => !this.#frame.flow.pending.includes(id))
        .map((node): Expr => ({ kind: "out", node }));
    return [
      ...fresh(this.#then).map((one) => this.#merge(one, { kind: "lit" }, "thrown")),
      ...fresh(this.#else).map((one) => this.#merge({ kind: "lit" }, one, "thrown")),
    ];
  }

  #place(after: Flow["frontier"]): void {
    const { flow } = this.#frame;
    const then = this.#then.flow.nodes;
    const other = this.#else.flow.nodes;
    if (this.#pure) {
      // Pure code is evaluated only where it is needed, so it does not matter on which side of the condition it stands.
      flow.nodes.push(...then, ...other);
      return;
    }
    const node = {
      kind: "if",
      id: this.#id,
      cond: this.#cond,
      then: { nodes: then },
      else: { nodes: other },
      merges: this.#merges,
      after,
      ...(this.#frame.soft ? { soft: true } : {}),
    } as const;
    emit(this.#frame, { ...node, span: span(this.#frame, this.#at) });
  }

  #onlyThen(exit: Exit): Exit {
    return { ...exit, when: isAlways(exit.when) ? this.#cond : this.#merge(exit.when, NEVER, "left") };
  }

  #onlyElse(exit: Exit): Exit {
    return {
      ...exit,
      when: isAlways(exit.when) ? { kind: "un", op: "!", operand: this.#cond } : this.#merge(NEVER, exit.when, "left"),
    };
  }

  #both(then: Exit, other: Exit): Exit {
    const when = isAlways(then.when) && isNever(other.when) ? this.#cond : this.#merge(then.when, other.when, "left");
    return { target: then.target, when, value: this.#returned(then.value, other.value) };
  }

  /** What is returned is wanted as a whole, so it is merged as a whole where it is plain. */
  #returned(then: Value, other: Value): Value {
    return isPlain(then) && isPlain(other)
      ? this.#whole(then, other, "returned")
      : this.values(then, other, "returned");
  }

  #whole(then: Value, other: Value, name: string): Value {
    const a = toExpr(then, this.#at, { ...this.#frame, flow: this.#then.flow });
    const b = toExpr(other, this.#at, { ...this.#frame, flow: this.#else.flow });
    return exprValue(this.#merge(a, b, name));
  }

  #merge(then: Expr, other: Expr, name: string): Expr {
    if (JSON.stringify(then) === JSON.stringify(other)) return then;
    if (this.#pure) return { kind: "cond", test: this.#cond, then, else: other };
    const taken = this.#merges.filter((merge) => merge.port === name || merge.port.startsWith(`${name}-`)).length;
    const port = taken === 0 ? name : `${name}-${taken + 1}`;
    this.#merges.push({ port, then, else: other });
    return { kind: "out", node: this.#id, port };
  }

  #chosen(then: Value, other: Value, name: string): Value {
    if (then.kind === "step" && other.kind === "step" && then.step === other.step) return then;
    if (then.kind === "pipeline" && other.kind === "pipeline" && then.pipeline === other.pipeline) return then;
    const text = name === "value" ? this.#at.getText() : name;
    this.#frame.analysis.report(stepChosenAtRunTime(span(this.#frame, this.#at), { text }));
    return { kind: "error" };
  }
}

function asPromise(value: Value): Value & { readonly kind: "promise" } {
  return value.kind === "promise" ? value : { kind: "promise", value, settles: [] };
}

type Entries = ReadonlyMap<string, Value>;

const NO_LIST: ArrayValue = { kind: "array", elements: [] };

function isUndefined(value: Value): boolean {
  const constant = constantOf(value);
  return constant !== undefined && constant.value === undefined;
}

/** The same, failing only if `test` holds. */
function guarded<T extends { readonly when?: Expr }>(promise: T, test: Expr): T {
  return { ...promise, when: promise.when === undefined ? test : both(test, promise.when) };
}

function samePart(a: ListPart, b: ListPart | undefined): boolean {
  if (a === b) return true;
  return a.kind === "element" && b?.kind === "element" && a.value === b.value && a.when === b.when;
}

function sameKeys(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  return a.size === b.size && [...a.keys()].every((key) => b.has(key));
}

/** Barriers that another of them already waits for say nothing more. */
function withoutCovered(ids: readonly string[], nodes: ReadonlyMap<string, Node>): readonly string[] {
  const covered = new Set(ids.flatMap((id) => nodes.get(id)?.after ?? []));
  return ids.filter((id) => !covered.has(id));
}
