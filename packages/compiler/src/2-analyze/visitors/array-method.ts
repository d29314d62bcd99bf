/** Methods of arrays whose callbacks call steps, or in which promises lie. */
import type { ts } from "ts-morph";
import { callFunction } from "../call-function.ts";
import { fanOut, flatFanOut, type Item, perItem } from "../fan-out.ts";
import type { Frame } from "../frame.ts";
import { type ArrayValue, isArrayValue, listOf, partsOf, spreadParts } from "../list.ts";
import { synthesize } from "../outline.ts";
import { skipParentheses } from "../step-search.ts";
import { unlessThrown } from "../throwing.ts";
import { toExpr } from "../to-expr.ts";
import { constantOf, ERROR, isPlain, type ListPart, literal, UNDEFINED, type Value } from "../values.ts";
import { evaluate } from "../visit.ts";

/** Lists known at compile time are unrolled up to this length; longer ones fan out like run-time lists. */
const LONGEST_UNROLLED = 64;

/** `list.method(…)`; nothing for a method that needs the values. */
export function analyzeArrayMethod(
  list: Value,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  frame: Frame,
): Value | undefined {
  const method = callee.name.text;
  if (list.kind === "error") return ERROR;
  if (method === "map" || method === "flatMap") {
    const called = callback(node, frame);
    const item: Item<Value> = (inner, value, index) => callFunction(called, [value, index, list], node, inner);
    if (called.kind === "error") return ERROR;
    return method === "map" ? mapped(list, item, node, frame) : flatMapped(list, item, node, frame);
  }
  return isArrayValue(list) ? ofKnown(list, method, node, frame) : undefined;
}

/** `list.map(item)`, as `Array.from(list, item)` does it too. */
export function mapped(list: Value, item: Item<Value>, node: ts.CallExpression, frame: Frame): Value {
  if (list.kind === "array" && list.elements.length <= LONGEST_UNROLLED) return perItem(list, item, frame);
  if (list.kind === "list" && !isPlain(list))
    return listOf(list.parts.flatMap((part) => mapPart(part, item, node, frame)));
  return unlessThrown(node, frame, (arm) => fanOut(list, item, node, arm));
}

/** The elements of a part know no index of theirs behind a part of unknown length, so a callback must not ask for it. */
function mapPart(part: ListPart, item: Item<Value>, node: ts.CallExpression, frame: Frame): readonly ListPart[] {
  if (part.kind === "element") return [{ ...part, value: item(frame, part.value, UNDEFINED) }];
  const over: Value = { kind: "expr", expr: part.kind === "values" ? part.array : part.values };
  const chain: Item<Value> =
    part.kind === "values"
      ? item
      : (inner, value, index) => item(inner, { kind: "promise", value, settles: [] }, index);
  if (part.kind === "promises") for (const id of part.settles) frame.analysis.settled.add(id);
  const result = fanOut(over, chain, node, frame);
  return spreadParts(result, (value) => toExpr(value, node, frame));
}

function flatMapped(list: Value, item: Item<Value>, node: ts.CallExpression, frame: Frame): Value {
  if (list.kind === "array" && list.elements.length <= LONGEST_UNROLLED)
    return flattened(partsOf(perItem(list, item, frame)), node, frame);
  const flat: Item<readonly ArrayValue[]> = (inner, value, index) => {
    const result = item(inner, value, index);
    return [isArrayValue(result) ? result : listOf([{ kind: "element", value: result }])];
  };
  const [parts = []] = flatFanOut(list, flat, node, frame);
  return listOf(parts);
}

/** One level less; what an element is that only the run knows, it finds out. */
function flattened(parts: readonly ListPart[], node: ts.Node, frame: Frame): ArrayValue {
  return listOf(
    parts.flatMap((part): readonly ListPart[] => {
      if (part.kind !== "element" || part.when !== undefined) return [part];
      if (isArrayValue(part.value)) return partsOf(part.value);
      const constant = constantOf(part.value);
      if (part.value.kind !== "expr" || (constant !== undefined && !Array.isArray(constant.value))) return [part];
      return [{ kind: "values", array: synthesize("[value].flat()", [part.value.expr], node, frame) }];
    }),
  );
}

/** Methods that only move elements about. */
function ofKnown(list: ArrayValue, method: string, node: ts.CallExpression, frame: Frame): Value | undefined {
  const args = node.arguments.map((argument) => skipParentheses(argument));
  const parts = partsOf(list);
  const constant = (index: number): unknown => {
    const argument = args[index];
    return argument === undefined ? undefined : constantOf(evaluate(argument, frame))?.value;
  };
  switch (method) {
    case "concat":
      return listOf([
        ...parts,
        ...args.flatMap((argument): readonly ListPart[] => {
          const value = evaluate(argument, frame);
          return isArrayValue(value) ? partsOf(value) : [{ kind: "element", value }];
        }),
      ]);
    case "slice":
      return list.kind === "array"
        ? { kind: "array", elements: list.elements.slice(constant(0) as number, constant(1) as number) }
        : args.length === 0
          ? list
          : undefined;
    case "at":
      return list.kind === "array" ? (list.elements.at(constant(0) as number) ?? UNDEFINED) : undefined;
    case "reverse":
    case "toReversed":
      return list.kind === "array" ? { kind: "array", elements: list.elements.toReversed() } : undefined;
    case "flat":
      return args.length === 0 ? flattened(parts, node, frame) : undefined;
    case "values":
      return list;
    case "entries":
      return list.kind === "array"
        ? {
            kind: "array",
            elements: list.elements.map((one, index) => ({ kind: "array", elements: [literal(index), one] })),
          }
        : undefined;
    case "filter":
      return list.kind === "array" && args[0]?.getText() === "Boolean" && list.elements.every(isAlwaysThere)
        ? list
        : undefined;
    default:
      return undefined;
  }
}

function isAlwaysThere(value: Value): boolean {
  return value.kind === "promise" || value.kind === "closure" || value.kind === "step" || value.kind === "pipeline";
}

function callback(node: ts.CallExpression, frame: Frame): Value {
  const [argument] = node.arguments;
  return argument === undefined ? ERROR : evaluate(argument, frame);
}
