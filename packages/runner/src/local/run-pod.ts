/** Runs a pod to its end: takes what is known, waits for room, repeats failed attempts. */
import { type LostFacts, OUR_BUG } from "@argosy/sdk/runtime";
import type { RunFailure } from "../events.ts";
import type { PodReport } from "../pod/report.ts";
import { runAttempt, type AttemptEnd, type PodWork, type Ports } from "./attempt.ts";
import { fits } from "./capacity.ts";
import { demandOf } from "./demand.ts";
import { tooLarge } from "./does-not-fit.ts";
import { recordOf } from "./pod-record-of.ts";
import type { PodRecord } from "./records/pod-record.ts";
import { delayBeforeRetry } from "./retry.ts";
import type { History, Lookup, Taken } from "./reuse.ts";
import type { Run } from "./run.ts";
import { pause } from "./timers.ts";

export interface PodDone {
  readonly ports: Ports;
  /** What happened up to its end. */
  readonly history: History;
}

/** Undefined when it failed, and the run knows why. */
export async function runPod(run: Run, work: PodWork, priority: number): Promise<PodDone | undefined> {
  if (isStopped(run, work)) return unwind(run, work, priority);
  try {
    return await runAttempts(run, work, priority);
  } catch (error) {
    if (!isStopped(run, work)) throw error;
    return unwind(run, work, priority);
  }
}

async function runAttempts(run: Run, work: PodWork, priority: number): Promise<PodDone | undefined> {
  const goesOn = work.onStop === "goes-on";
  const lookup = run.reuse(work);
  const known = await lookup.exact();
  if (known !== undefined) return reuse(run, work, lookup, known);
  let outOfMemory = 0;
  for (let attempt = 0; ; attempt += 1) {
    const now = outOfMemory === 0 ? work : { ...work, demand: demandOf(work.step, outOfMemory) };
    warnWhenTooLarge(run, now);
    run.emit({ kind: "task-waiting", task: work.ref });
    const release = await run.pool.acquire(now.demand, priority, goesOn);
    const end = await tryOnce(run, now, attempt, lookup).finally(release);
    if (end === undefined || "ports" in end) return end;
    if ("lost" in end) return runPod(run, end.lost, priority);
    if (end.outOfMemory) outOfMemory += 1;
    await pause(end.retryAfterSeconds * 1000, goesOn ? undefined : run.signal);
    if (isStopped(run, work)) return unwind(run, work, priority);
  }
}

function isStopped({ signal }: Run, { onStop }: PodWork): boolean {
  return signal.aborted && onStop !== "goes-on";
}

/** It does not run any more; where a `finally` block is behind it, that and what else is caught goes on with an error. */
async function unwind(run: Run, work: PodWork, priority: number): Promise<PodDone | undefined> {
  run.cut();
  const standIn = work.onStop === "unwinds" ? standInWith(work, { cause: "cancelled" }) : undefined;
  return standIn === undefined ? undefined : runPod(run, standIn, priority);
}

function reuse(run: Run, work: PodWork, lookup: Lookup, { record, ports }: Taken): PodDone {
  run.folder.record({ ...record, path: work.ref.path, exact: lookup.exactKey });
  run.emit({ kind: "task-reused", task: work.ref, from: record.run });
  return { ports, history: historyAfter(work, lookup, record) };
}

/** Glue is nothing that the author would call a step. */
function historyAfter({ step, history }: PodWork, { forced }: Lookup, { time }: PodRecord): History {
  return { latest: step === undefined ? history.latest : Math.max(history.latest, time), forced };
}

type End =
  | PodDone
  | { readonly retryAfterSeconds: number; readonly outOfMemory: boolean }
  | { readonly lost: PodWork }
  | undefined;

/** Undefined when it failed for good. Tells how it ended before its room is given to others. */
async function tryOnce(run: Run, work: PodWork, attempt: number, lookup: Lookup): Promise<End> {
  const { ref, step } = work;
  if (isStopped(run, work)) run.signal.throwIfAborted();
  run.emit({ kind: "task-started", task: ref, attempt });
  const started = Date.now();
  const end = await runAttempt(run, work, attempt, lookup);
  const durationMs = Date.now() - started;
  for (const { name, value } of end.report?.metrics ?? [])
    run.emit({ kind: "task-metric", task: ref, attempt, name, value });
  if (end.kind === "done") return finish(run, work, attempt, lookup, end, durationMs);
  const { failure } = end;
  const wasStopped = isStopped(run, work);
  const delaySeconds = wasStopped ? undefined : delayBeforeRetry(step?.options.retry, failure, attempt);
  if (delaySeconds !== undefined) {
    run.emit({ kind: "task-retrying", task: ref, attempt, failure, delaySeconds });
    return { retryAfterSeconds: delaySeconds, outOfMemory: failure.cause === "oom" };
  }
  run.folder.record(recordOf(run, work, lookup, end, durationMs));
  run.emit({ kind: "task-failed", task: ref, attempt, durationMs, failure });
  if (wasStopped && work.onStop === "unwinds") run.signal.throwIfAborted();
  const standIn = wasStopped ? undefined : standInFor(work, failure);
  if (standIn !== undefined) return { lost: standIn };
  run.fail(failure);
  return undefined;
}

/** Where errors are caught, so is what ends a step from outside; the pod that is gone cannot say what follows from it. */
function standInFor(work: PodWork, { cause, exitCode }: RunFailure): PodWork | undefined {
  if (exitCode === Number(OUR_BUG)) return undefined;
  const isKnown = cause === "oom" || cause === "timeout" || cause === "preempted";
  return standInWith(work, { cause: isKnown ? cause : "error", exitCode: String(exitCode ?? "") });
}

function standInWith(work: PodWork, lost: LostFacts): PodWork | undefined {
  const { ref, call, rescue, onStop } = work;
  if (rescue === undefined || call.soft === undefined) return undefined;
  return {
    ...work,
    ref: { ...ref, path: `${ref.path}-lost`, kind: "glue" },
    call: rescue,
    step: undefined,
    demand: demandOf(undefined),
    onStop: onStop === "unwinds" ? "goes-on" : onStop,
    lost,
  };
}

/** Recorded before anybody hears of it: what was told must not be lost. */
function finish(
  run: Run,
  work: PodWork,
  attempt: number,
  lookup: Lookup,
  end: Extract<AttemptEnd, { kind: "done" }>,
  durationMs: number,
): PodDone {
  const { ports, taken } = end;
  const record = recordOf(run, work, lookup, end, durationMs);
  run.folder.record(record);
  lookup.keep(record);
  if (taken !== undefined) {
    run.emit({ kind: "task-reused", task: work.ref, from: taken.record.run });
    return { ports, history: historyAfter(work, lookup, record) };
  }
  run.emit({ kind: "task-finished", task: work.ref, attempt, durationMs, ...peakOf(end.report) });
  return { ports, history: historyAfter(work, lookup, record) };
}

function peakOf(report: PodReport | undefined): { readonly peakMemoryBytes?: number } {
  return report === undefined ? {} : { peakMemoryBytes: report.peakMemoryBytes };
}

function warnWhenTooLarge(run: Run, { step, demand }: PodWork): void {
  if (step === undefined || fits(demand, run.capacity)) return;
  run.warnOnce(`${tooLarge(step.name, demand, run.capacity)}: it runs alone`);
}
