/** Changes of arrays and objects in place: the variable gets a new one, and what was handed on before stays as it was. */
import type { Expr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import type { Frame } from "../frame.ts";
import { type ArrayValue, isArrayValue, listOf, partsOf, spreadParts } from "../list.ts";
import { synthesize } from "../outline.ts";
import { own } from "../ownership.ts";
import { containerAt, isInsideCode, type Place, placeOf, put } from "../places.ts";
import { isAssignment, MUTATORS } from "../purity.ts";
import { skipParentheses } from "../step-search.ts";
import { assigned } from "../throwing.ts";
import { toExpr } from "../to-expr.ts";
import { constantOf, exprValue, type ListPart, literal, UNDEFINED, type Value } from "../values.ts";
import { evaluate } from "../visit.ts";

/** `xs.push(x)` and its like; nothing where the body may not change the array. */
export function analyzeMutatingCall(
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  frame: Frame,
): Value | undefined {
  const method = callee.name.text;
  if (!MUTATORS.has(method)) return undefined;
  const place = placeOf(callee.expression, frame);
  if (place === undefined) return undefined;
  const isDeep = isInsideCode(place, frame);
  if (!isDeep && containerAt(place, frame) === undefined) return undefined;
  const args = node.arguments.map((argument) => ({
    spread: ts.isSpreadElement(argument),
    value: evaluate(ts.isSpreadElement(argument) ? argument.expression : argument, frame),
    at: argument,
  }));
  if (isDeep) return changeInside(place, `result = at.${method}(...given)`, argumentList(args, frame), node, frame);
  // The arguments may have changed it themselves.
  const before = containerAt(place, frame);
  if (before === undefined) return undefined;
  const parts = partsOf(argumentList(args, frame));
  const known = isArrayValue(before) ? changeKnown(before, method, parts) : undefined;
  const { after, result } = known ?? changeCode(before, method, parts, node, frame);
  put(place, changedTo(before, after, node, frame), frame, (container, key, value) =>
    withMember(container, key, value, node, frame),
  );
  return result;
}

interface Argument {
  readonly spread: boolean;
  readonly value: Value;
  readonly at: ts.Expression;
}

function argumentList(args: readonly Argument[], frame: Frame): ArrayValue {
  return listOf(
    args.flatMap(({ spread, value, at }): readonly ListPart[] =>
      spread ? spreadParts(value, (one) => toExpr(one, at, frame)) : [{ kind: "element", value }],
    ),
  );
}

/** A change deep inside of what only the run knows, on a copy of the whole. */
function changeInside(place: Place, change: string, given: Value, at: ts.Node, frame: Frame): Value {
  const whole = frame.flow.store.get(place.cell) ?? UNDEFINED;
  const text = `(() => { const [root, keys, given] = [structuredClone(value[0]), value[1], value[2]]; const last = keys.at(-1); const [owner, at] = [keys.slice(0, -1), keys].map((path) => path.reduce((one: any, key: any) => one[key], root)); let result: any; ${change}; return { root, result }; })()`;
  const args = [whole, { kind: "array", elements: place.keys } as const, given].map((value) => ({
    value: toExpr(value, at, frame),
  }));
  const both = synthesize(text, [{ kind: "arr", elements: args }], at, frame);
  const after = own(exprValue({ kind: "get", object: both, key: "root" }), frame, true);
  frame.flow.store.set(place.cell, assigned(whole, after, at, frame));
  return exprValue({ kind: "get", object: both, key: "result" });
}

/** What an array or object of the body's own is after a change that may not have come about: still its own. */
function changedTo(before: Value, after: Value, at: ts.Node, frame: Frame): Value {
  const value = assigned(before, after, at, frame);
  return value === after ? value : own(value, frame);
}

interface Change {
  readonly after: Value;
  readonly result: Value;
}

/** Methods that only move elements about, whatever those are. */
function changeKnown(
  before: Value & { readonly kind: "array" | "list" },
  method: string,
  added: readonly ListPart[],
): Change | undefined {
  const parts = partsOf(before);
  const sized = (after: Value): Change => ({
    after,
    result: after.kind === "array" ? literal(after.elements.length) : UNDEFINED,
  });
  if (method === "push") return sized(listOf([...parts, ...added]));
  if (method === "unshift") return sized(listOf([...added, ...parts]));
  if (before.kind !== "array") return undefined;
  const { elements } = before;
  if (method === "pop")
    return { after: { kind: "array", elements: elements.slice(0, -1) }, result: elements.at(-1) ?? UNDEFINED };
  if (method === "shift")
    return { after: { kind: "array", elements: elements.slice(1) }, result: elements[0] ?? UNDEFINED };
  if (method !== "reverse") return undefined;
  const after: Value = { kind: "array", elements: elements.toReversed() };
  return { after, result: after };
}

/** Any method, as the JavaScript it is, on a copy. */
function changeCode(before: Value, method: string, added: readonly ListPart[], at: ts.Node, frame: Frame): Change {
  const text = `(() => { const changed = [...value[0]]; const result = changed.${method}(...value[1]); return { changed, result }; })()`;
  const args: Expr = {
    kind: "arr",
    elements: [toExpr(before, at, frame), toExpr(listOf(added), at, frame)].map((value) => ({ value })),
  };
  const both = synthesize(text, [args], at, frame);
  const after = own(exprValue({ kind: "get", object: both, key: "changed" }), frame);
  return {
    after,
    result: RETURNING_ITSELF.has(method) ? after : exprValue({ kind: "get", object: both, key: "result" }),
  };
}

const RETURNING_ITSELF: ReadonlySet<string> = new Set(["sort", "reverse", "fill", "copyWithin"]);

/** `o.key = value` and `xs[index] = value`; false where the body may not change it. */
export function setMember(target: ts.Expression, value: Value, frame: Frame): boolean {
  const place = placeOf(target, frame);
  if (place === undefined || place.keys.length === 0) return false;
  if (isInsideCode(place, frame)) {
    changeInside(place, "owner[last] = given", value, target, frame);
    return true;
  }
  put(place, value, frame, (container, key, next) =>
    changedTo(container, withMember(container, key, next, target, frame), target, frame),
  );
  return true;
}

/** `Object.assign(o, …)` of an object that the body owns. */
export function analyzeAssign(node: ts.CallExpression, frame: Frame): Value | undefined {
  const [first, ...others] = node.arguments;
  const place = first === undefined ? undefined : placeOf(first, frame);
  if (place === undefined || others.some(ts.isSpreadElement) || containerAt(place, frame) === undefined)
    return undefined;
  const added = others.map((other) => evaluate(other, frame));
  const before = containerAt(place, frame);
  if (before === undefined) return undefined;
  const after = merged([before, ...added]) ?? changed("Object.assign({}, ...value)", [before, ...added], node, frame);
  put(place, changedTo(before, after, node, frame), frame, (container, key, value) =>
    withMember(container, key, value, node, frame),
  );
  return after;
}

function merged(values: readonly Value[]): Value | undefined {
  const entries = values.flatMap((value) => (value.kind === "object" ? [...value.entries] : []));
  return values.every(({ kind }) => kind === "object") ? { kind: "object", entries: new Map(entries) } : undefined;
}

/** `delete o.key` */
export function analyzeDelete(node: ts.DeleteExpression, frame: Frame): Value | undefined {
  const place = placeOf(node.expression, frame);
  if (place === undefined || place.keys.length === 0) return undefined;
  if (isInsideCode(place, frame)) {
    changeInside(place, "delete owner[last]", UNDEFINED, node, frame);
    return literal(true);
  }
  put(place, UNDEFINED, frame, (container, key, next) =>
    key === place.keys.at(-1)
      ? changedTo(container, withoutMember(container, key, node, frame), node, frame)
      : withMember(container, key, next, node, frame),
  );
  return literal(true);
}

function withMember(container: Value, key: Value, value: Value, at: ts.Node, frame: Frame): Value {
  const name = constantOf(key)?.value;
  const isName = typeof name === "string" || typeof name === "number";
  if (container.kind === "object" && isName && name !== "__proto__")
    return { kind: "object", entries: new Map([...container.entries, [String(name), value]]) };
  if (container.kind === "array" && isName && /^\d+$/.test(String(name)) && Number(name) <= container.elements.length)
    return { kind: "array", elements: container.elements.toSpliced(Number(name), 1, value) };
  const text =
    "((changed: any) => { changed[value[1]] = value[2]; return changed; })(Array.isArray(value[0]) ? [...value[0]] : { ...value[0] })";
  return changed(text, [container, key, value], at, frame);
}

function withoutMember(container: Value, key: Value, at: ts.Node, frame: Frame): Value {
  const name = constantOf(key)?.value;
  if (container.kind === "object" && (typeof name === "string" || typeof name === "number"))
    return { kind: "object", entries: new Map([...container.entries].filter(([one]) => one !== String(name))) };
  const text =
    "((changed: any) => { delete changed[value[1]]; return changed; })(Array.isArray(value[0]) ? [...value[0]] : { ...value[0] })";
  return changed(text, [container, key], at, frame);
}

function changed(text: string, args: readonly Value[], at: ts.Node, frame: Frame): Value {
  const list: Expr = { kind: "arr", elements: args.map((value) => ({ value: toExpr(value, at, frame) })) };
  return own(exprValue(synthesize(text, [list], at, frame)), frame);
}

/** True for a statement that does nothing but change one place that the body owns. */
export function changesOnePlace(statement: ts.ExpressionStatement, frame: Frame): boolean {
  const node = skipParentheses(statement.expression);
  const target = targetOf(node);
  const place = target === undefined ? undefined : placeOf(target, frame);
  if (place === undefined) return false;
  if (!ts.isCallExpression(node)) return place.keys.length > 0;
  return isInsideCode(place, frame) || containerAt(place, frame) !== undefined;
}

function targetOf(node: ts.Expression): ts.Expression | undefined {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return node.left;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return node.operand;
  if (ts.isDeleteExpression(node)) return node.expression;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  return MUTATORS.has(node.expression.name.text) ? node.expression.expression : undefined;
}
