/** Who may change an array or an object: the body that made it, as long as no second variable sees it. */
import type { Frame } from "./frame.ts";
import type { Cell } from "./scope.ts";
import type { Value } from "./values.ts";

/** Arrays and objects that the body made itself; parameters and results of steps stay as they are. */
export function isOwn(value: Value, frame: Frame): boolean {
  if (value.kind === "array" || value.kind === "list" || value.kind === "object") return true;
  if (value.kind !== "expr") return false;
  const { expr } = value;
  const { fresh, owned } = frame.analysis;
  if (expr.kind === "get" && expr.object.kind === "out" && fresh.has(expr.object.node)) return true;
  return expr.kind === "arr" || expr.kind === "obj" || owned.has(expr);
}

/** True when also what lies in it is nobody else's: a `filter` gives a new array of the old elements. */
export function isDeeplyOwn(value: Value, frame: Frame): boolean {
  if (value.kind === "expr" && frame.analysis.owned.get(value.expr) === "shallow") return false;
  return isOwn(value, frame);
}

/** Notes that nothing else has what the expression gives; with `deep` also not what lies in it. */
export function own(value: Value, frame: Frame, deep = false): Value {
  if (value.kind === "expr") frame.analysis.owned.set(value.expr, deep ? "deep" : "shallow");
  return value;
}

/** True for a value that only this variable has, and that may be changed. */
export function isSolelyOwn(cell: Cell, value: Value, frame: Frame): boolean {
  return isOwn(value, frame) && !isShared(cell, value, frame);
}

/** True when another variable holds it too, by itself or inside something: it would see the change. */
export function isShared(cell: Cell, value: Value, frame: Frame): boolean {
  for (const [other, held] of frame.flow.store.entries()) if (other !== cell && holds(held, value)) return true;
  return false;
}

function holds(outer: Value, inner: Value): boolean {
  if (outer === inner || (outer.kind === "expr" && inner.kind === "expr" && outer.expr === inner.expr)) return true;
  switch (outer.kind) {
    case "array":
      return outer.elements.some((element) => holds(element, inner));
    case "list":
      return outer.parts.some((part) => part.kind === "element" && holds(part.value, inner));
    case "object":
      return [...outer.entries.values()].some((entry) => holds(entry, inner));
    case "promise":
      return holds(outer.value, inner);
    case "expr":
    case "closure":
    case "step":
    case "pipeline":
    case "error":
      return false;
  }
}
