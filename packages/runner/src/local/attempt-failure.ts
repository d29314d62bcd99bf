/** Why an attempt failed, in the author's words. */
import type { OutsideFailure } from "@argosy/sdk/runtime";
import type { FailureCause, RunFailure } from "../events.ts";
import type { PodReport } from "../pod/report.ts";
import type { PodWork } from "./attempt.ts";
import type { ChildEnd } from "./child.ts";

interface Reason {
  readonly cause: FailureCause;
  readonly name: string;
  readonly message: string;
  readonly at?: string;
}

export function failureOfAttempt(
  work: PodWork,
  attempt: number,
  end: ChildEnd,
  report: PodReport | undefined,
  log: readonly string[],
): RunFailure {
  const { ref, step } = work;
  const reason = reasonOf(work, end, report);
  return {
    ...reason,
    task: ref.path,
    ...(step === undefined ? {} : { step: step.name }),
    ...(ref.item === undefined ? {} : { item: ref.item }),
    ...(reason.at === undefined ? placeOf(work) : {}),
    exitCode: end.exitCode,
    attempts: attempt + 1,
    log: [...log],
  };
}

function reasonOf({ step, demand }: PodWork, end: ChildEnd, report: PodReport | undefined): Reason {
  switch (end.why) {
    case "timeout":
      return outside(
        "timeout",
        "TimeoutError",
        `the step ran longer than its timeout of ${step?.options.timeoutSeconds} s`,
      );
    case "aborted":
      return { cause: "cancelled", name: "CancelledError", message: "the run was stopped" };
    case "unstarted":
      return { cause: "internal", name: "Error", message: `no process could be started: ${end.problem}` };
    case "exit":
      return ofExit(end.exitCode, demand.limitBytes, report);
  }
}

function ofExit(exitCode: number, limitBytes: number | undefined, report: PodReport | undefined): Reason {
  const said = report?.error;
  if (exitCode === 137 || (exitCode === 134 && said === undefined)) {
    const limit =
      limitBytes === undefined ? "it declares none" : `its limit is ${Math.round(limitBytes / 2 ** 20)} MiB`;
    return outside("oom", "OutOfMemoryError", `the step ran out of memory (${limit})`);
  }
  if (exitCode === 143)
    return outside("preempted", "PreemptedError", "the step's process was ended from outside (SIGTERM)");
  const cause = causeOf(exitCode);
  if (said === undefined)
    return { cause, name: "Error", message: `the process ended with exit code ${exitCode} and said nothing` };
  const { name, message, at } = said;
  return { cause, name, message, ...(at === undefined ? {} : { at }) };
}

function causeOf(exitCode: number): FailureCause {
  switch (exitCode) {
    case 65:
      return "value";
    case 66:
      return "program";
    case 70:
      return "internal";
    default:
      return "error";
  }
}

function outside(cause: FailureCause, name: OutsideFailure, message: string): Reason {
  return { cause, name, message };
}

/** Without a better place: where the step is defined. */
function placeOf({ step, ref }: PodWork): { readonly at: string } {
  const span = step?.span ?? ref.span;
  return { at: `${span.file}:${span.line}:${span.column}` };
}
