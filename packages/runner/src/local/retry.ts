/** Whether a failed attempt is repeated, and when. */
import type { RetryCause, RetryIr } from "@argosy/sdk/ir";
import type { RunFailure } from "../events.ts";

const RETRY_CAUSES: readonly RetryCause[] = ["error", "oom", "preempted", "timeout"];
/** The step said itself that no attempt will help. */
const NON_RETRIABLE = 64;

/** `attempt` counts from 0. Undefined when there is no further attempt. */
export function delayBeforeRetry(retry: RetryIr | undefined, failure: RunFailure, attempt: number): number | undefined {
  if (retry === undefined || attempt >= retry.limit || failure.exitCode === NON_RETRIABLE) return undefined;
  const cause = RETRY_CAUSES.find((one) => one === failure.cause);
  if (cause === undefined || !retry.on.includes(cause)) return undefined;
  if (cause === "error" && retry.exitCodes?.includes(failure.exitCode ?? 1) === false) return undefined;
  const grown = (retry.backoffSeconds ?? 0) * (retry.backoffFactor ?? 2) ** attempt;
  return Math.min(grown, retry.backoffMaxSeconds ?? Number.POSITIVE_INFINITY);
}
