/** What earlier runs of a folder left behind. */
import { join, resolve } from "node:path";

export { explainCache, type CacheExplanation } from "./explain-cache.ts";
export {
  listRuns,
  readEvents,
  readResult,
  readRun,
  RunNotFoundError,
  statusOf,
  type PastRun,
  type PastStatus,
} from "./past-runs.ts";
export type { PodRecord } from "./pod-record.ts";
export { collectGarbage, removeRun, type Collected } from "./remove-runs.ts";
export type { RunFacts } from "./run-facts.ts";

/** Where runs of a folder lie. */
export function homeOf(workDir: string): string {
  return join(resolve(workDir), ".argosy");
}
