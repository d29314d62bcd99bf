/** Attempts after a failed one. Kubeflow repeats whatever failed, and takes whole seconds. */
import type { RetryIr } from "@argosy/sdk/ir";
import type { RetryPolicy } from "./objects.ts";

const HOUR = 3_600;

/** All four fields: a server takes an absent factor for zero. */
export function retryPolicy(retry: RetryIr | undefined): RetryPolicy | undefined {
  if (retry === undefined || retry.limit === 0) return undefined;
  const { limit, backoffSeconds = 0, backoffFactor = 2, backoffMaxSeconds = HOUR } = retry;
  return {
    maxRetryCount: limit,
    backoffDuration: `${Math.ceil(backoffSeconds)}s`,
    backoffFactor,
    backoffMaxDuration: `${Math.ceil(backoffMaxSeconds)}s`,
  };
}
