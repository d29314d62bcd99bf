/** Wire values become values again: lists that fan-outs collected, values that lie in the store, errors that travelled. */
import { decodeWire, fromWireError, type WireSpill } from "@argosy/sdk/runtime";

/** Fetches the wire text of a value that was too large to travel. */
export type LoadSpill = (spill: WireSpill) => Promise<string>;

/**
 * @param parsed the parsed wire text
 * @param lists how many fan-outs collected the value: so many levels are arrays of wire texts
 * @throws the error that travelled in the value's place, or what `load` throws
 */
export async function decode(parsed: unknown, lists: number, load: LoadSpill): Promise<unknown> {
  if (lists > 0 && Array.isArray(parsed)) {
    return Promise.all(parsed.map((text: string) => decode(JSON.parse(text), lists - 1, load)));
  }
  const wire = decodeWire(parsed);
  switch (wire.kind) {
    case "value":
      return wire.value;
    case "error":
      throw fromWireError(wire.error);
    case "spill":
      return decode(JSON.parse(await load(wire.spill)), lists, load);
  }
}

/** Decodes wire text. */
export function decodeText(text: string, lists: number, load: LoadSpill): Promise<unknown> {
  return decode(JSON.parse(text), lists, load);
}

/** What `Promise.allSettled` gives for a fan-out whose items may have failed. */
export async function decodeSettled(
  parsed: unknown,
  lists: number,
  load: LoadSpill,
): Promise<readonly PromiseSettledResult<unknown>[]> {
  if (!Array.isArray(parsed)) throw new TypeError("a list of results is needed here");
  return Promise.allSettled(parsed.map((text: string) => decode(JSON.parse(text), lists - 1, load)));
}
