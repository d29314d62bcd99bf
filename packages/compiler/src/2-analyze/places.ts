/** What code changes in place: a variable of the body, or a part of what it holds. */
import { ts } from "ts-morph";
import type { Frame } from "./frame.ts";
import { isDeeplyOwn, isOwn, isShared } from "./ownership.ts";
import { resolveSymbol } from "./sdk-symbols.ts";
import type { Cell } from "./scope.ts";
import { callsSteps, skipParentheses } from "./step-search.ts";
import { constantOf, literal, type Value } from "./values.ts";
import { evaluate } from "./visit.ts";

export interface Place {
  readonly cell: Cell;
  /** The way from the variable to the part; only the last key may be unknown. */
  readonly keys: readonly Value[];
}

/** The place that `target` names, if the body owns all that lies on the way there and no other variable sees it. */
export function placeOf(target: ts.Expression, frame: Frame): Place | undefined {
  const named = nameOf(target, frame);
  if (named === undefined) return undefined;
  const keys = named.keys.map((key) => (typeof key === "string" ? literal(key) : evaluate(key, frame)));
  let value = frame.flow.store.get(named.cell);
  for (const [index, key] of [...keys, undefined].entries()) {
    if (value === undefined || !isOwn(value, frame) || isShared(named.cell, value, frame)) return undefined;
    if (index === 0 && value.kind === "expr" && isDeeplyOwn(value, frame)) break;
    if (key === undefined || index === keys.length - 1) break;
    value = partAt(value, key);
  }
  return { cell: named.cell, keys };
}

/** True for a place deep inside of what only the run knows: the whole is changed by code. */
export function isInsideCode({ cell, keys }: Place, frame: Frame): boolean {
  const value = frame.flow.store.get(cell);
  return keys.length > 0 && value?.kind === "expr" && isDeeplyOwn(value, frame);
}

/** The value of a place that is changed as a whole, such as the array of `o.list.push(x)`. */
export function containerAt(place: Place, frame: Frame): Value | undefined {
  let value = frame.flow.store.get(place.cell);
  for (const key of place.keys) {
    if (value === undefined) return undefined;
    value = partAt(value, key);
  }
  if (value === undefined || !isOwn(value, frame) || isShared(place.cell, value, frame)) return undefined;
  return value;
}

/** Puts a value in a place, in new arrays and objects all the way: what was handed on before stays as it was. */
export function put(
  place: Place,
  value: Value,
  frame: Frame,
  set: (container: Value, key: Value, value: Value) => Value,
): void {
  const { store } = frame.flow;
  const replace = (container: Value, keys: readonly Value[]): Value => {
    const [key, ...rest] = keys;
    if (key === undefined) return value;
    return set(container, key, rest.length === 0 ? value : replace(partAt(container, key) ?? literal(undefined), rest));
  };
  store.set(place.cell, replace(store.get(place.cell) ?? literal(undefined), place.keys));
}

function partAt(container: Value, key: Value): Value | undefined {
  const name = constantOf(key)?.value;
  if (typeof name !== "string" && typeof name !== "number") return undefined;
  if (container.kind === "object") return container.entries.get(String(name));
  return container.kind === "array" ? container.elements[Number(name)] : undefined;
}

/** `a.b[c]` as a variable and keys; no call of a step in any of these. */
function nameOf(
  target: ts.Expression,
  frame: Frame,
): { readonly cell: Cell; readonly keys: readonly (string | ts.Expression)[] } | undefined {
  const node = skipParentheses(target);
  if (ts.isIdentifier(node)) {
    const symbol = resolveSymbol(frame.analysis.checker, node);
    const cell = symbol === undefined ? undefined : frame.scope.lookup(symbol);
    return cell === undefined ? undefined : { cell, keys: [] };
  }
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  const object = nameOf(node.expression, frame);
  if (object === undefined) return undefined;
  if (ts.isPropertyAccessExpression(node)) return { ...object, keys: [...object.keys, node.name.text] };
  if (callsSteps(node.argumentExpression, frame)) return undefined;
  return { ...object, keys: [...object.keys, node.argumentExpression] };
}
