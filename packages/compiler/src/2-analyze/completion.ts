/** How a statement ends: it goes on to the next one, or leaves for somewhere else, perhaps only under a condition. */
import type { Expr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import type { Value } from "./values.ts";

/** Where control goes instead. Loops and `switch` are named by their statement. */
export type Target =
  | { readonly kind: "return" }
  | { readonly kind: "throw" }
  | { readonly kind: "break"; readonly statement: ts.Statement }
  | { readonly kind: "continue"; readonly statement: ts.Statement };

export interface Exit {
  readonly target: Target;
  /** Holds when this exit was taken; constant where it always is. */
  readonly when: Expr;
  /** What is returned, or code that throws the error. */
  readonly value: Value;
}

export interface Completion {
  /** False when every path leaves. */
  readonly goesOn: boolean;
  readonly exits: readonly Exit[];
}

export const NORMAL: Completion = { goesOn: true, exits: [] };

export const ALWAYS: Expr = { kind: "lit", value: true };
export const NEVER: Expr = { kind: "lit", value: false };

export function exit(target: Target, value: Value): Completion {
  return { goesOn: false, exits: [{ target, when: ALWAYS, value }] };
}

export function sameTarget(a: Target, b: Target): boolean {
  if (a.kind === "return" || a.kind === "throw") return a.kind === b.kind;
  return a.kind === b.kind && a.statement === b.statement;
}

/** Whether any of the exits was taken. */
export function anyTaken(exits: readonly Exit[]): Expr {
  const open = exits.map((one) => one.when).filter((when) => !isNever(when));
  if (open.some(isAlways)) return ALWAYS;
  const [first = NEVER, ...rest] = open;
  return rest.reduce((left, right): Expr => ({ kind: "bin", op: "||", left, right }), first);
}

/** `a && b`, where `b` is evaluated only if `a` holds. */
export function both(a: Expr, b: Expr): Expr {
  if (isAlways(b) || isNever(a)) return a;
  return isAlways(a) ? b : { kind: "bin", op: "&&", left: a, right: b };
}

export function isAlways(expr: Expr): boolean {
  return expr.kind === "lit" && expr.value === true;
}

export function not(expr: Expr): Expr {
  return expr.kind === "lit" ? { kind: "lit", value: !expr.value } : { kind: "un", op: "!", operand: expr };
}

export function isNever(expr: Expr): boolean {
  return expr.kind === "lit" && expr.value === false;
}

/** The completion without the exits that end here. */
export function without(completion: Completion, ends: (target: Target) => boolean): Completion {
  const exits = completion.exits.filter((one) => !ends(one.target));
  return { goesOn: completion.goesOn || exits.length < completion.exits.length, exits };
}

/**
 * True when what a path leaves in the variables is seen again: it goes on, or leaves for the end of a loop or `switch`,
 * or for the `catch` and `finally` around it.
 */
export function staysInside({ goesOn, exits }: Completion, isInTry: boolean): boolean {
  return goesOn || isInTry || exits.some(({ target }) => target.kind === "break" || target.kind === "continue");
}

/** The first of several errors that was thrown, as one exit. */
export function firstThrown(throws: readonly Exit[], toExpr: (value: Value) => Expr): Exit | undefined {
  const [first, ...rest] = throws;
  if (first === undefined || rest.length === 0) return first;
  const others = firstThrown(rest, toExpr) as Exit;
  const value: Expr = { kind: "cond", test: first.when, then: toExpr(first.value), else: toExpr(others.value) };
  return { target: { kind: "throw" }, when: anyTaken(throws), value: { kind: "expr", expr: value } };
}
