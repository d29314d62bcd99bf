/** Values become the texts that leave the pod, each in its port's encoding. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PortEncoding } from "@argosy/sdk/ir";
import {
  encodeWire,
  encodeWireError,
  encodeWireSpill,
  safeJson,
  toTravelling,
  toWireError,
  type CallProgram,
  type WireSpill,
} from "@argosy/sdk/runtime";

/** Puts wire text into the store. */
export type Spill = (text: string) => Promise<WireSpill>;

// What one pod receives stays under 96 KiB; a fan-out's values arrive all together in one.
const LARGEST = 32_768;
const LARGEST_IN_FANOUT = 2_048;
// A reference is about this long: smaller items gain nothing.
const SMALLEST_SPILLED_ITEM = 512;

/** The texts of all ports but `out`. An error stays with the port that meets it. */
export function encodePorts({ ports }: CallProgram): Map<string, string | readonly string[]> {
  return new Map(
    Object.entries(ports).map(([port, [encoding, compute, place]]) => [port, encodePort(encoding, compute, place)]),
  );
}

function encodePort(encoding: PortEncoding, compute: () => unknown, place: string): string | readonly string[] {
  try {
    const value = compute();
    switch (encoding) {
      case "value":
        return encodeWire(toTravelling(value, "value"));
      case "guard":
        return value ? "true" : "false";
      case "items":
        return itemTexts(value);
    }
  } catch (error) {
    const wire = toWireError(error);
    return encodeWireError({ ...wire, at: wire.at ?? place });
  }
}

/** `undefined` has no place in a JSON array, so an item that is `undefined` is the index alone. */
function itemTexts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw new TypeError("a list is needed here, to make one step per element");
  return Array.from(value, (item: unknown, index) =>
    safeJson(item === undefined ? [index] : [index, toTravelling(item, `list[${index}]`)]),
  );
}

/** The text that travels: itself, or a reference to the store when it is too large. */
export async function fitToTravel(text: string | readonly string[], inFanout: boolean, spill: Spill): Promise<string> {
  const largest = inFanout ? LARGEST_IN_FANOUT : LARGEST;
  if (typeof text === "string") return text.length <= largest ? text : encodeWireSpill(await spill(text));
  const list = safeJson(text);
  // A cluster has to see the list itself to start one pod per item, so only the items can go.
  return list.length <= largest ? list : safeJson(await Promise.all(text.map((item) => fitItem(item, spill))));
}

async function fitItem(text: string, spill: Spill): Promise<string> {
  return text.length <= SMALLEST_SPILLED_ITEM ? text : encodeWireSpill(await spill(text));
}

/** Each file appears whole or not at all. */
export function writePorts(folder: string, texts: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const [port, text] of texts) {
    const partial = join(folder, `.${port}.tmp`);
    writeFileSync(partial, text);
    renameSync(partial, join(folder, port));
  }
}
