/** What an expression of a pipeline body is while it is analysed: more than JSON, less than JavaScript. */
import type { Expr, Json, NodeId, StepIr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import type { Exit } from "./completion.ts";
import type { Scope } from "./scope.ts";

export type FunctionNode = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration;

export type Value =
  | { readonly kind: "expr"; readonly expr: Expr }
  /** `settles`: the nodes that whoever awaits it has awaited. */
  | {
      readonly kind: "promise";
      readonly value: Value;
      readonly settles: readonly NodeId[];
      /** What the code behind it throws, under its conditions. Absent where only the nodes of `settles` can fail. */
      readonly rejects?: readonly Exit[];
      /** The promises that this one waits for. */
      readonly parts?: readonly Value[];
      /** Steps awaited by code that no `try` was around: their failure ends the run. */
      readonly uncaught?: readonly NodeId[];
    }
  /** Arrays and objects whose shape is known, so that promises and functions may lie in them. */
  | { readonly kind: "array"; readonly elements: readonly Value[] }
  | { readonly kind: "object"; readonly entries: ReadonlyMap<string, Value> }
  | { readonly kind: "closure"; readonly node: FunctionNode; readonly scope: Scope }
  | { readonly kind: "step"; readonly step: StepIr }
  /** The array of promises that `xs.map(async …)` gives over a list of unknown length. */
  | { readonly kind: "mapped"; readonly node: NodeId }
  /** An error was reported where this came from. */
  | { readonly kind: "error" };

export const UNDEFINED: Value = { kind: "expr", expr: { kind: "lit" } };
export const ERROR: Value = { kind: "error" };

export function exprValue(expr: Expr): Value {
  return { kind: "expr", expr };
}

export function literal(value: Json | undefined): Value {
  return exprValue(value === undefined ? { kind: "lit" } : { kind: "lit", value });
}

/** The value with its shape known, as far as a constant's is. */
export function structured(value: Json | undefined): Value {
  if (Array.isArray(value)) return { kind: "array", elements: value.map(structured) };
  if (typeof value === "object" && value !== null) {
    return {
      kind: "object",
      entries: new Map(Object.entries(value).map(([key, entry]) => [key, structured(entry)])),
    };
  }
  return literal(value);
}

/** The constant that an expression is, if it is one. */
export function constantOf(value: Value): { readonly value: Json | undefined } | undefined {
  return value.kind === "expr" && value.expr.kind === "lit" ? { value: value.expr.value } : undefined;
}

/** True when a promise, a step or a function lies somewhere in the value. */
export function isPlain(value: Value): boolean {
  switch (value.kind) {
    case "expr":
    case "error":
      return true;
    case "array":
      return value.elements.every(isPlain);
    case "object":
      return [...value.entries.values()].every(isPlain);
    case "promise":
    case "closure":
    case "step":
    case "mapped":
      return false;
  }
}
