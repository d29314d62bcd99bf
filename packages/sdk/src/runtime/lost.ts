/** What code catches of a step whose pod was ended from outside: an error made of what is known about its end. */
import type { OutsideFailure } from "./errors.ts";
import type { WireError } from "./wire.ts";

/** What whoever started the pod knows of its end. */
export interface LostFacts {
  /** Where that is known; else it is told from the rest. */
  readonly cause?: "oom" | "timeout" | "preempted" | "cancelled" | "error";
  /** As text; empty when there is none. */
  readonly exitCode?: string;
  /** ISO 8601, of the last attempt. */
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** The step that was lost. */
export interface LostStep {
  readonly step: string;
  readonly timeoutSeconds?: number;
}

/** A bug of ours is nothing that a pipeline may catch. */
export const OUR_BUG = "70";

const OUT_OF_MEMORY = new Set(["134", "137"]);
const ENDED_FROM_OUTSIDE = new Set(["", "-1", "137", "143"]);

export function lostError(facts: LostFacts, { step, timeoutSeconds }: LostStep): WireError {
  const { exitCode = "" } = facts;
  const outside = (name: OutsideFailure, message: string): WireError => ({ name, message, step });
  switch (facts.cause ?? causeOf(facts, timeoutSeconds)) {
    case "oom":
      return outside("OutOfMemoryError", "the step ran out of memory");
    case "timeout":
      return outside("TimeoutError", `the step ran longer than its timeout of ${timeoutSeconds} s`);
    case "preempted":
      return outside("PreemptedError", "the step's pod was ended from outside");
    case "cancelled":
      return outside("CancelledError", "the run was stopped");
    case "error":
      return { name: "Error", message: `the step's process ended with exit code ${exitCode}`, step };
  }
}

/** Past its deadline a pod ends like a preempted one, or like one without memory when it does not listen. */
function causeOf(
  { exitCode = "", startedAt = "", finishedAt = "" }: LostFacts,
  timeoutSeconds: number | undefined,
): NonNullable<LostFacts["cause"]> {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  if (timeoutSeconds !== undefined && seconds >= timeoutSeconds && ENDED_FROM_OUTSIDE.has(exitCode)) return "timeout";
  if (OUT_OF_MEMORY.has(exitCode)) return "oom";
  return ENDED_FROM_OUTSIDE.has(exitCode) ? "preempted" : "error";
}
