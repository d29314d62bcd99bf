/** Failures that the program catches: values, once no further attempt could undo them. */
import type { RetryIr } from "@argosy/sdk/ir";
import { fromWireError, type CallProgram } from "@argosy/sdk/runtime";
import type { Settled } from "./call-scope.ts";
import type { PodEnvironment } from "./environment.ts";
import { EXIT, PodFailure } from "./failure.ts";

/** Where the program catches errors, the last failure is a value like any other: the pod has ended well. */
export async function settleStep(
  call: CallProgram,
  environment: PodEnvironment,
  action: () => Promise<unknown>,
): Promise<Settled> {
  try {
    return { value: await action() };
  } catch (error) {
    if (
      call.soft === undefined ||
      !(error instanceof PodFailure) ||
      mayRetry(call.soft.retry, error.exitCode, environment.attempt)
    )
      throw error;
    process.stderr.write(`${error.trace}\n`);
    return { error: fromWireError(error.error) };
  }
}

const OUT_OF_MEMORY: readonly number[] = [134, 137];
const NEVER: readonly number[] = [EXIT.nonRetriable, EXIT.value, EXIT.program, EXIT.internal];

/** Whether whoever started this pod would start it once more after such an end. */
function mayRetry(retry: RetryIr | undefined, exitCode: number, attempt: number): boolean {
  if (exitCode === EXIT.terminated) return true;
  if (retry === undefined || attempt >= retry.limit || NEVER.includes(exitCode)) return false;
  if (OUT_OF_MEMORY.includes(exitCode)) return retry.on.includes("oom");
  return retry.on.includes("error") && (retry.exitCodes?.includes(exitCode) ?? true);
}
