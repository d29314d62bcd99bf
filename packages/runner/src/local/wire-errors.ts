import { decodeWire, type WireError } from "@argosy/sdk/runtime";
import type { LoadSpill } from "../pod/decode.ts";

/** The first error in a value, or in any element that fan-outs collected. */
export async function findError(text: string, lists: number, load: LoadSpill): Promise<WireError | undefined> {
  // Most values have no marker at all, and large ones are dear to parse.
  return text.includes("$argosy") ? search(JSON.parse(text), lists, load) : undefined;
}

async function search(parsed: unknown, lists: number, load: LoadSpill): Promise<WireError | undefined> {
  if (lists > 0 && Array.isArray(parsed)) {
    for (const text of parsed as readonly string[]) {
      const error = await findError(text, lists - 1, load);
      if (error !== undefined) return error;
    }
    return undefined;
  }
  const wire = decodeWire(parsed);
  if (wire.kind === "error") return wire.error;
  // An error is always small enough to travel, so only lists can hide one in the store.
  return wire.kind === "spill" && lists > 0 ? findError(await load(wire.spill), lists, load) : undefined;
}
