/** Reading a property or an element, as far as the shape of the value is known. */
import type { Expr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { mapOfPromises, promiseUsedAsValue, stepChosenAtRunTime, stepUsedAsValue } from "../diagnostics/language.ts";
import { withAwaitFix } from "./await-fix.ts";
import { type Frame, span } from "./frame.ts";
import { arrayExpr, promiseOf } from "./list.ts";
import { synthesize } from "./outline.ts";
import { typeTakenApart } from "./pattern-type.ts";
import { mayBeMissing } from "./purity.ts";
import { isAnalyzed } from "./step-search.ts";
import { toExpr } from "./to-expr.ts";
import { constantOf, ERROR, exprValue, isPlain, literal, UNDEFINED, type Value } from "./values.ts";

export function propertyOf(value: Value, key: string, optional: boolean, at: ts.Node, frame: Frame): Value {
  switch (value.kind) {
    case "object":
      return value.entries.get(key) ?? UNDEFINED;
    case "array": {
      if (key === "length") return literal(value.elements.length);
      const element = /^\d+$/.test(key) ? value.elements[Number(key)] : undefined;
      return (
        element ?? exprValue({ kind: "get", object: toExpr(value, at, frame), key, ...(optional ? { optional } : {}) })
      );
    }
    case "expr":
      if (!optional && (mayBeMissing(value.expr, frame) || isUntyped(at, frame)))
        return checked({ kind: "get", object: value.expr, key }, at, frame);
      return exprValue({ kind: "get", object: value.expr, key, ...(optional ? { optional } : {}) });
    case "promise":
      for (const id of value.settles) frame.analysis.settled.add(id);
      frame.analysis.report(
        withAwaitFix(
          promiseUsedAsValue(span(frame, at), { text: textOf(at) }),
          objectOf(at),
          frame.analysis.root,
          false,
        ),
      );
      return ERROR;
    case "list":
      return memberOfList(value, key, at, frame);
    case "step":
    case "pipeline":
    case "closure":
      frame.analysis.report(stepUsedAsValue(span(frame, at), { text: textOf(at) }));
      return ERROR;
    case "error":
      return ERROR;
  }
}

/** Only the length is known without waiting, and an element that stands at a known place. */
function memberOfList(value: Value & { readonly kind: "list" }, key: string, at: ts.Node, frame: Frame): Value {
  if (key === "length") {
    const numbers = arrayExpr(
      value.parts,
      () => ({ kind: "lit", value: 0 }),
      ({ outcomes }) => outcomes,
    );
    return exprValue({ kind: "get", object: numbers, key });
  }
  const before = /^\d+$/.test(key) ? value.parts.slice(0, Number(key) + 1) : [];
  const wanted = before[Number(key)];
  if (wanted?.kind === "element" && before.every((part) => part.kind === "element" && part.when === undefined))
    return wanted.value;
  for (const part of value.parts) {
    const promise = promiseOf(part);
    if (promise?.kind === "promise") for (const id of promise.settles) frame.analysis.settled.add(id);
  }
  frame.analysis.report(
    withAwaitFix(mapOfPromises(span(frame, at), { text: textOf(at) }), objectOf(at), frame.analysis.root, true),
  );
  return ERROR;
}

export function elementOf(value: Value, index: Value, at: ts.Node, frame: Frame, optional = false): Value {
  const constant = constantOf(index);
  const key = constant?.value;
  if (typeof key === "string" || typeof key === "number") {
    if (value.kind === "array" && typeof key === "number" && Number.isInteger(key))
      return value.elements[key] ?? UNDEFINED;
    if (value.kind === "object") return value.entries.get(String(key)) ?? UNDEFINED;
    if (value.kind === "list" && !isPlain(value)) return memberOfList(value, String(key), at, frame);
  }
  if (value.kind === "error" || index.kind === "error") return ERROR;
  if (holdsSteps(value, frame)) {
    frame.analysis.report(stepChosenAtRunTime(span(frame, at), { text: at.getText() }));
    return ERROR;
  }
  if (value.kind !== "expr" && value.kind !== "array" && value.kind !== "object")
    return propertyOf(value, "", false, at, frame);
  const read = { kind: "idx", object: toExpr(value, at, frame), index: toExpr(index, at, frame) } as const;
  if (!optional && (mayBeMissing(read.object, frame) || isUntyped(at, frame))) return checked(read, at, frame);
  return exprValue({ ...read, ...(optional ? { optional } : {}) });
}

/** Reading a member of nothing throws where it is written, whoever needs the member. */
function checked(read: Expr & { readonly kind: "get" | "idx" }, at: ts.Node, frame: Frame): Value {
  const value = pendingUntilRead("value", read, at, frame);
  // What is read of a value that only the author vouches for is vouched for no better.
  if (read.kind === "idx" || frame.analysis.claimed.has(read.object)) frame.analysis.claimed.add(value.expr);
  return value;
}

/** Of a value of type `any` nothing is known, not even that there is one. */
function isUntyped(at: ts.Node, frame: Frame): boolean {
  const pattern = patternOf(at);
  const object = pattern ?? objectOf(at);
  if (object === at) return false;
  const type =
    pattern === undefined ? frame.analysis.checker.getTypeAtLocation(object) : typeTakenApart(pattern, frame);
  return type === undefined || (type.flags & ts.TypeFlags.Any) !== 0;
}

/** The pattern that takes a member. */
function patternOf(at: ts.Node): ts.Node | undefined {
  if (ts.isBindingElement(at) || ts.isShorthandPropertyAssignment(at)) return at.parent;
  return ts.isPropertyAssignment(at.parent) && at.parent.name === at ? at.parent.parent : undefined;
}

/** Code that the source implies and that throws where it is written. */
export function pendingUntilRead(code: string, of: Expr, at: ts.Node, frame: Frame): Value & { readonly kind: "expr" } {
  const expr = synthesize(code, [of], at, frame);
  if (expr.kind === "out") frame.flow.pending = [...frame.flow.pending, expr.node];
  return { kind: "expr", expr };
}

function holdsSteps(value: Value, frame: Frame): boolean {
  const parts = value.kind === "array" ? value.elements : value.kind === "object" ? [...value.entries.values()] : [];
  return parts.some(
    (part) =>
      part.kind === "step" || part.kind === "pipeline" || (part.kind === "closure" && isAnalyzed(part.node, frame)),
  );
}

/** The part of the source that stands for the object, to be named in a message. */
function textOf(at: ts.Node): string {
  const expression = (at as { expression?: ts.Node }).expression;
  return (expression ?? at).getText();
}

/** Where the object itself is written. */
function objectOf(at: ts.Node): ts.Node {
  return ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) ? at.expression : at;
}
