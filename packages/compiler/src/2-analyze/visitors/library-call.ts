/** `Object.values(r)`, `Array.from(…)` and their like, where promises lie in what they are given or callbacks call steps. */
import { ts } from "ts-morph";
import { unsupportedSyntax } from "../../diagnostics/language.ts";
import { callFunction } from "../call-function.ts";
import type { Item } from "../fan-out.ts";
import { type Frame, span } from "../frame.ts";
import { isArrayValue } from "../list.ts";
import { outline, synthesize } from "../outline.ts";
import { mayHoldPromises, takesSteps } from "../promise-search.ts";
import { isGlobal } from "../sdk-symbols.ts";
import { toExpr } from "../to-expr.ts";
import { constantOf, ERROR, exprValue, isPlain, literal, UNDEFINED, type Value } from "../values.ts";
import { evaluate } from "../visit.ts";
import { mapped } from "./array-method.ts";
import { analyzeAssign } from "./mutation.ts";

/** Nothing where the call is one of another kind, or can be evaluated as the JavaScript it is. */
export function analyzeLibraryCall(
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  frame: Frame,
): Value | undefined {
  const { checker } = frame.analysis;
  const [first] = node.arguments;
  if (first === undefined || ts.isSpreadElement(first)) return undefined;
  if (isGlobal(checker, callee.expression, "Object")) {
    const method = callee.name.text;
    return method === "assign" ? analyzeAssign(node, frame) : objectCall(first, method, node, frame);
  }
  const isFrom = isGlobal(checker, callee.expression, "Array") && callee.name.text === "from";
  return isFrom ? arrayFrom(first, node, frame) : undefined;
}

function objectCall(first: ts.Expression, method: string, node: ts.CallExpression, frame: Frame): Value | undefined {
  if (!OBJECT_METHODS.has(method) || !mayHoldPromises(first, frame)) return undefined;
  const value = evaluate(first, frame);
  if (value.kind === "error") return ERROR;
  if (isPlain(value)) return outline(node, frame, new Map([[first, value]]));
  if (method === "fromEntries" && value.kind === "array") return fromEntries(value.elements);
  if (value.kind === "object" && value.isPartial === true) return refused(first, frame);
  if (value.kind !== "object") return outline(node, frame, new Map([[first, value]]));
  const entries = inOrder([...value.entries]);
  switch (method) {
    case "keys":
      return { kind: "array", elements: entries.map(([key]) => literal(key)) };
    case "values":
      return { kind: "array", elements: entries.map(([, entry]) => entry) };
    case "entries":
      return { kind: "array", elements: entries.map(([key, entry]) => pair(key, entry)) };
    default:
      return value;
  }
}

function refused(at: ts.Expression, frame: Frame): Value {
  const what = "going through an object of promises that branches have given different keys";
  frame.analysis.report(unsupportedSyntax(span(frame, at), { what, instead: "Push the promises to an array instead" }));
  return ERROR;
}

const OBJECT_METHODS: ReadonlySet<string> = new Set(["keys", "values", "entries", "fromEntries", "freeze"]);

function fromEntries(pairs: readonly Value[]): Value | undefined {
  const entries = pairs.map((one): readonly [string, Value] | undefined => {
    const [key, value = UNDEFINED] = one.kind === "array" ? one.elements : [];
    const name = key === undefined ? undefined : constantOf(key)?.value;
    return typeof name === "string" || typeof name === "number" ? [String(name), value] : undefined;
  });
  return entries.every((one) => one !== undefined) ? { kind: "object", entries: new Map(entries) } : undefined;
}

/** JavaScript puts keys that are numbers first. */
function inOrder(entries: readonly (readonly [string, Value])[]): readonly (readonly [string, Value])[] {
  const isIndex = ([key]: readonly [string, Value]): boolean => /^(?:0|[1-9]\d{0,8})$/.test(key);
  return [
    ...entries.filter(isIndex).toSorted(([a], [b]) => Number(a) - Number(b)),
    ...entries.filter((one) => !isIndex(one)),
  ];
}

function pair(key: string, value: Value): Value {
  return { kind: "array", elements: [literal(key), value] };
}

/** `Array.from(list, callback)`, also with `{ length }` for a list. */
function arrayFrom(first: ts.Expression, node: ts.CallExpression, frame: Frame): Value | undefined {
  const [, callback] = node.arguments;
  if (!takesSteps(node, frame) && !mayHoldPromises(first, frame)) return undefined;
  const source = evaluate(first, frame);
  const called = callback === undefined ? undefined : evaluate(callback, frame);
  if (source.kind === "error" || called?.kind === "error") return ERROR;
  const list = listFrom(source, node, frame);
  if (called === undefined) return list;
  const item: Item<Value> = (inner, value, index) => callFunction(called, [value, index], node, inner);
  return mapped(list, item, node, frame);
}

function listFrom(source: Value, node: ts.Node, frame: Frame): Value {
  if (isArrayValue(source)) return source;
  const length = source.kind === "object" && source.entries.size === 1 ? source.entries.get("length") : undefined;
  const count = length === undefined ? undefined : constantOf(length)?.value;
  if (typeof count === "number" && Number.isInteger(count) && count >= 0 && count <= LONGEST_KNOWN)
    return { kind: "array", elements: Array.from({ length: count }, () => UNDEFINED) };
  // `undefined` is no item of a list that travels.
  const items = length === undefined ? "Array.from(value)" : "Array.from(value, () => null)";
  return exprValue(synthesize(items, [toExpr(source, node, frame)], node, frame));
}

/** A list that is longer is one of the run's. */
const LONGEST_KNOWN = 64;
