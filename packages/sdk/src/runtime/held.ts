/** What variables hold from one round of a loop to the next: values, errors as values, errors still to be thrown. */
import type { Json } from "../ir/types.ts";
import { fromWireError, toWireError } from "./errors.ts";
import { toTravelling } from "./json.ts";
import { decodeWire, MARK, type WireError } from "./wire.ts";

/** An error that was caught and lies in a variable. */
const CAUGHT = "caught";

/** How `compute` ends, as JSON; `undefined` is itself. */
export function hold(compute: () => unknown): Json | undefined {
  let value: unknown;
  try {
    value = compute();
    if (value instanceof Error) return marked(CAUGHT, value);
  } catch (error) {
    return marked("error", error);
  }
  const json = toTravelling(value, "variable");
  const isMarked = typeof json === "object" && json !== null && Object.hasOwn(json, MARK);
  return isMarked ? { [MARK]: "json", value: json } : json;
}

/** The value that was held. @throws the error that was held in its place */
export function release(held: unknown): unknown {
  if (held === undefined) return undefined;
  if (isCaught(held)) return fromWireError(held.error);
  const wire = decodeWire(held);
  switch (wire.kind) {
    case "value":
      return wire.value;
    case "error":
      throw fromWireError(wire.error);
    case "spill":
      throw new TypeError("a held value does not lie in the store by itself");
  }
}

function marked(kind: string, error: unknown): Json {
  return { [MARK]: kind, error: toWireError(error) as unknown as Json };
}

function isCaught(held: unknown): held is { readonly error: WireError } {
  return typeof held === "object" && held !== null && (held as { readonly [MARK]?: unknown })[MARK] === CAUGHT;
}
