/**
 * How the code of each pod reaches it: in its container while that is small, else as an artifact of the run that one pod
 * writes. A run keeps a copy of a container for every task that has it, so code is never in many of them.
 */
import { gzipSync } from "node:zlib";
import type { Bundle } from "@argosy/sdk/ir";
import type { Containers, PodOwner } from "./components.ts";

const KIB = 1024;
/** Base64, over all tasks that carry it. */
const INLINE_ALL = 192 * KIB;
/** Of what one container may be: servers hand it to a program as one argument, of 128 KiB at most. */
export const CONTAINER_LIMIT: number = 96 * KIB;

export type CodePlace =
  | { readonly kind: "inline"; readonly text: string }
  /** An output of one of the tasks that write code. */
  | { readonly kind: "artifact"; readonly task: number; readonly output: string };

export interface PlacedCode {
  readonly places: ReadonlyMap<PodOwner, CodePlace>;
  /** The bundles of each task that writes code, in the order of its outputs. */
  readonly tasks: readonly (readonly string[])[];
}

export function placeCode(bundles: readonly Bundle[], { pods }: Containers): PlacedCode {
  const packed = bundles
    .filter(({ step }) => pods.has(step))
    .map(({ step, code }) => ({ step, text: pack(code), uses: pods.get(step)?.calls ?? 1 }));
  const places = new Map<PodOwner, CodePlace>();
  let total = 0;
  for (const { step, text, uses } of packed.toSorted((a, b) => a.text.length * a.uses - b.text.length * b.uses)) {
    total += text.length * uses;
    if (total > INLINE_ALL || text.length > CONTAINER_LIMIT / 2) break;
    places.set(step, { kind: "inline", text });
  }
  const tasks: string[][] = [];
  let room = 0;
  for (const { step, text } of packed.filter((one) => !places.has(one.step))) {
    if (tasks.length === 0 || text.length > room) {
      tasks.push([]);
      room = CONTAINER_LIMIT;
    }
    const last = tasks.at(-1) ?? [];
    places.set(step, { kind: "artifact", task: tasks.length - 1, output: `code_${last.length}` });
    last.push(text);
    room -= text.length;
  }
  return { places, tasks };
}

/** The bytes that gzip gives do not say where they were made. */
export function pack(code: string): string {
  const bytes = gzipSync(code, { level: 9 });
  bytes[9] = 255;
  return bytes.toString("base64");
}

/** Whether the step may report numbers, as far as its code tells. */
export function usesMetrics({ code }: Bundle): boolean {
  return /\bmetric\(/.test(code);
}
