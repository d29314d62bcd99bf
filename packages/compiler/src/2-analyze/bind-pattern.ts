/** Destructuring: gives the names of a pattern their values. */
import type { Expr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { branchValue } from "./branch.ts";
import { evaluate } from "./visit.ts";
import type { Frame } from "./frame.ts";
import { iterated } from "./iterated.ts";
import { elementOf, propertyOf } from "./members.ts";
import { synthesize } from "./outline.ts";
import { toExpr } from "./to-expr.ts";
import { constantOf, ERROR, exprValue, isPlain, type Value } from "./values.ts";

export function bindPattern(name: ts.BindingName, value: Value, frame: Frame): void {
  if (ts.isIdentifier(name)) {
    const symbol = frame.analysis.checker.getSymbolAtLocation(name);
    if (symbol !== undefined) frame.flow.store.set(frame.scope.declare(symbol), value);
    return;
  }
  if (ts.isObjectBindingPattern(name)) bindObject(name, value, frame);
  else bindArray(name, value, frame);
}

function bindObject(pattern: ts.ObjectBindingPattern, value: Value, frame: Frame): void {
  const taken: string[] = [];
  for (const element of pattern.elements) {
    if (element.dotDotDotToken !== undefined) {
      bindPattern(element.name, restOfObject(value, taken, pattern, frame), frame);
      continue;
    }
    const key = element.propertyName ?? element.name;
    if (ts.isComputedPropertyName(key)) {
      const index = evaluate(key.expression, frame);
      bindPattern(element.name, withDefault(elementOf(value, index, element, frame), element, frame), frame);
      continue;
    }
    const text =
      ts.isIdentifier(key) || ts.isStringLiteralLike(key) || ts.isNumericLiteral(key) ? key.text : key.getText();
    taken.push(text);
    bindPattern(element.name, withDefault(propertyOf(value, text, false, element, frame), element, frame), frame);
  }
}

function bindArray(pattern: ts.ArrayBindingPattern, given: Value, frame: Frame): void {
  const value = iterated(given, pattern, frame);
  for (const [index, element] of pattern.elements.entries()) {
    if (ts.isOmittedExpression(element)) continue;
    if (element.dotDotDotToken !== undefined)
      bindPattern(element.name, restOfArray(value, index, pattern, frame), frame);
    else {
      const item = elementOf(value, exprValue({ kind: "lit", value: index }), element, frame);
      bindPattern(element.name, withDefault(item, element, frame), frame);
    }
  }
}

/** `{ lr = 0.1 }`: the default stands in for `undefined`, and only then is it evaluated. */
function withDefault(value: Value, element: ts.BindingElement | ts.ParameterDeclaration, frame: Frame): Value {
  return unlessUndefined(value, element.initializer, element, frame);
}

export function unlessUndefined(
  value: Value,
  initializer: ts.Expression | undefined,
  element: ts.Node,
  frame: Frame,
): Value {
  if (initializer === undefined || !isPlain(value)) return value;
  const constant = constantOf(value);
  if (constant !== undefined) return constant.value === undefined ? evaluate(initializer, frame) : value;
  if (value.kind !== "expr") return value;
  if (value.expr.kind === "param" && frame.analysis.defaulted.has(value.expr.name)) return value;
  const test: Expr = { kind: "bin", op: "===", left: value.expr, right: { kind: "lit" } };
  return branchValue(
    frame,
    test,
    element,
    (arm) => evaluate(initializer, arm),
    () => value,
  );
}

/** Binds the parameters of a function that is inlined. */
export function bindParameters(
  parameters: readonly ts.ParameterDeclaration[],
  args: readonly Value[],
  frame: Frame,
): void {
  for (const [index, parameter] of parameters.entries()) {
    if (parameter.dotDotDotToken !== undefined) {
      bindPattern(parameter.name, { kind: "array", elements: args.slice(index) }, frame);
    } else {
      bindPattern(parameter.name, withDefault(args[index] ?? exprValue({ kind: "lit" }), parameter, frame), frame);
    }
  }
}

export function restOfObject(value: Value, taken: readonly string[], pattern: ts.Node, frame: Frame): Value {
  if (value.kind === "object")
    return { kind: "object", entries: new Map([...value.entries].filter(([key]) => !taken.includes(key))) };
  if (value.kind === "error") return ERROR;
  return synthesized(
    `(({ ${taken.map((key, index) => `${JSON.stringify(key)}: _${index}`).join(", ")}, ...rest }: any) => rest)(value)`,
    value,
    pattern,
    frame,
  );
}

export function restOfArray(value: Value, from: number, pattern: ts.Node, frame: Frame): Value {
  if (value.kind === "array") return { kind: "array", elements: value.elements.slice(from) };
  if (value.kind === "error") return ERROR;
  return synthesized(`(value as any).slice(${from})`, value, pattern, frame);
}

/** Code that the source implies without spelling it. */
function synthesized(code: string, value: Value, at: ts.Node, frame: Frame): Value {
  return exprValue(synthesize(code, [toExpr(value, at, frame)], at, frame));
}
