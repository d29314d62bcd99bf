import { setTimeout as sleep } from "node:timers/promises";

/** Waits; rejects as soon as the signal aborts. */
export type Pause = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export const pause: Pause = (milliseconds, signal) =>
  sleep(milliseconds, undefined, signal === undefined ? {} : { signal });

/** A growing wait with half of it left to chance, so that many clients do not come back at once. */
export function backoff(attempt: number, random: () => number, longestMs = 30_000): number {
  const full = Math.min(longestMs, 500 * 2 ** attempt);
  return full / 2 + (full / 2) * random();
}
