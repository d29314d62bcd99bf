import { setTimeout } from "node:timers/promises";
import { parseDuration } from "./duration.ts";
import type { Duration } from "./units.ts";

/**
 * Waits, in a pipeline or a step. On a cluster a pipeline's wait takes no pod.
 *
 * @throws {RangeError} when it is not a duration such as `"10m"`
 * @example
 * await sleep("10m");
 */
export async function sleep(duration: Duration): Promise<void> {
  await setTimeout(parseDuration(duration) * 1000);
}
