/** What an expression of a pipeline body is while it is analysed: more than JSON, less than JavaScript. */
import type { Expr, Json, NodeId, StepIr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import type { Exit } from "./completion.ts";
import type { DeclaredPipeline } from "./pipeline-declaration.ts";
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
      /** Where it may be something else: that, and `true` where it is a promise. Tests need not wait for it. */
      readonly test?: Expr;
      /** What it throws counts only if this holds. */
      readonly when?: Expr;
      /** The promises that this one waits for. */
      readonly parts?: readonly Value[];
      /** Steps awaited by code that no `try` was around: their failure ends the run. */
      readonly uncaught?: readonly NodeId[];
    }
  /** Arrays and objects whose shape is known, so that promises and functions may lie in them. */
  | { readonly kind: "array"; readonly elements: readonly Value[] }
  /** `isPartial`: some of the keys may be missing when it runs. */
  | { readonly kind: "object"; readonly entries: ReadonlyMap<string, Value>; readonly isPartial?: boolean }
  | { readonly kind: "closure"; readonly node: FunctionNode; readonly scope: Scope }
  | { readonly kind: "step"; readonly step: StepIr }
  /** A pipeline, which is called as a step is. */
  | { readonly kind: "pipeline"; readonly pipeline: DeclaredPipeline }
  /** An array in which promises lie, and whose length only the run knows. */
  | { readonly kind: "list"; readonly parts: readonly ListPart[] }
  /** An error was reported where this came from. */
  | { readonly kind: "error" };

export type ListPart =
  /** One element; with `when` it is there only if that holds. */
  | { readonly kind: "element"; readonly value: Value; readonly when?: Expr }
  /** All elements of an array that holds plain values. */
  | { readonly kind: "values"; readonly array: Expr }
  | PromisesPart;

/** As many promises as only the run knows, such as those that `xs.map(async …)` gives. */
export interface PromisesPart {
  readonly kind: "promises";
  /** The array of what they give. */
  readonly values: Expr;
  /** The array of how they ended, as `Promise.allSettled` has it. */
  readonly outcomes: Expr;
  readonly settles: readonly NodeId[];
  readonly rejects?: readonly Exit[];
  readonly when?: Expr;
}

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

/** True when no promise, step or function lies anywhere in the value. */
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
    case "pipeline":
      return false;
    case "list":
      return value.parts.every((part) => part.kind === "values" || (part.kind === "element" && isPlain(part.value)));
  }
}
