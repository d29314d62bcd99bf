import type { RunFailure } from "../events.ts";
import { after } from "./timers.ts";

export interface Stopper {
  readonly signal: AbortSignal;
  readonly why: () => "cancelled" | "timeout" | undefined;
  readonly timeoutFailure: () => RunFailure;
  readonly dispose: () => void;
}

/** Ends the run when its caller wants it, or when its time is over. */
export function createStopper(signal: AbortSignal | undefined, timeoutSeconds: number | undefined): Stopper {
  const controller = new AbortController();
  let why: "cancelled" | "timeout" | undefined;
  const stop = (reason: "cancelled" | "timeout"): void => {
    why ??= reason;
    controller.abort();
  };
  const onAbort = (): void => stop("cancelled");
  if (signal?.aborted === true) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  const cancel = timeoutSeconds === undefined ? undefined : after(timeoutSeconds * 1000, () => stop("timeout"));
  return {
    signal: controller.signal,
    why: () => why,
    timeoutFailure: () => ({
      name: "PipelineTimeoutError",
      message: `the run took longer than its timeout of ${timeoutSeconds} s`,
      cause: "timeout",
    }),
    dispose: () => {
      cancel?.();
      signal?.removeEventListener("abort", onAbort);
    },
  };
}
