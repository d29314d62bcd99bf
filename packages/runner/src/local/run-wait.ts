/** What a pipeline waits for without a step: a time, or a person's yes. */
import type { Wait, WaitTask } from "@argosy/sdk/ir";
import type { RunFailure, TaskRef } from "../events.ts";
import type { Ask } from "./ask.ts";
import type { OnStop } from "./attempt.ts";
import type { Run } from "./run.ts";
import { pause } from "./timers.ts";

/** Whether the pipeline goes on; else the run knows why not. */
export async function runWait(run: Run, task: WaitTask, ref: TaskRef, onStop: OnStop): Promise<boolean> {
  const { wait } = task;
  const started = Date.now();
  const signal = onStop === "goes-on" ? new AbortController().signal : run.signal;
  run.emit({ kind: "task-started", task: ref, attempt: 0 });
  const problem = wait.kind === "sleep" ? await sleep(wait.seconds, signal) : await approval(wait, run.ask, signal);
  if (problem === STOPPED) run.cut();
  // Nothing that follows starts a step any more, so it need not know that the time was not over.
  if (problem === STOPPED && task.soft === true && onStop === "unwinds") return true;
  const durationMs = Date.now() - started;
  if (problem === undefined) {
    run.emit({ kind: "task-finished", task: ref, attempt: 0, durationMs });
    return true;
  }
  const failure = { ...problem, ...placeOf(ref) };
  run.emit({ kind: "task-failed", task: ref, attempt: 0, durationMs, failure });
  run.fail(failure);
  return false;
}

type Problem = Pick<RunFailure, "name" | "message" | "cause">;

const STOPPED: Problem = { name: "CancelledError", message: "the run was stopped", cause: "cancelled" };

async function sleep(seconds: number, signal: AbortSignal): Promise<Problem | undefined> {
  await pause(seconds * 1000, signal);
  return signal.aborted ? STOPPED : undefined;
}

async function approval(
  { message, timeoutSeconds }: Wait & { readonly kind: "approve" },
  ask: Ask,
  stop: AbortSignal,
): Promise<Problem | undefined> {
  const giveUp = new AbortController();
  const signal = AbortSignal.any([stop, giveUp.signal]);
  const late =
    timeoutSeconds === undefined ? new Promise<never>(() => undefined) : pause(timeoutSeconds * 1000, signal);
  const answer = await Promise.race([ask(message, signal), late.then(() => "late" as const)]);
  giveUp.abort();
  if (stop.aborted) return STOPPED;
  switch (answer) {
    case "yes":
      return undefined;
    case "no":
      return { name: "RefusedError", message: "a person refused it", cause: "error" };
    case "late":
      return { name: "TimeoutError", message: `nobody answered within ${timeoutSeconds} s`, cause: "timeout" };
    case "nobody":
      return {
        name: "Error",
        message: `nobody can be asked "${message}": run it in a terminal, or with --yes`,
        cause: "error",
      };
  }
}

function placeOf({ path, step, item, span }: TaskRef): Partial<RunFailure> {
  return {
    task: path,
    ...(step === undefined ? {} : { step }),
    ...(item === undefined ? {} : { item }),
    at: `${span.file}:${span.line}:${span.column}`,
  };
}
