/** Runs a pod to its end: waits for room, repeats failed attempts. */
import type { PodReport } from "../pod/report.ts";
import { runAttempt, type PodWork, type Ports } from "./attempt.ts";
import { fits, type Resources } from "./capacity.ts";
import { delayBeforeRetry } from "./retry.ts";
import type { Run } from "./run.ts";
import { pause } from "./timers.ts";

/** Undefined when it failed, and the run knows why. */
export async function runPod(run: Run, work: PodWork, priority: number): Promise<Ports | undefined> {
  warnWhenTooLarge(run, work);
  for (let attempt = 0; ; attempt += 1) {
    run.emit({ kind: "task-waiting", task: work.ref });
    const release = await run.pool.acquire(work.demand, priority);
    const end = await tryOnce(run, work, attempt).finally(release);
    if (end === undefined || "ports" in end) return end?.ports;
    await pause(end.retryAfterSeconds * 1000, run.signal);
  }
}

/** Undefined when it failed for good. Tells how it ended before its room is given to others. */
async function tryOnce(
  run: Run,
  work: PodWork,
  attempt: number,
): Promise<{ readonly ports: Ports } | { readonly retryAfterSeconds: number } | undefined> {
  const { ref, step } = work;
  run.signal.throwIfAborted();
  run.emit({ kind: "task-started", task: ref, attempt });
  const started = Date.now();
  const end = await runAttempt(run, work, attempt);
  const durationMs = Date.now() - started;
  for (const { name, value } of end.report?.metrics ?? [])
    run.emit({ kind: "task-metric", task: ref, attempt, name, value });
  if (end.kind === "done") {
    run.emit({ kind: "task-finished", task: ref, attempt, durationMs, ...peakOf(end.report) });
    return { ports: end.ports };
  }
  const { failure } = end;
  const delaySeconds = run.signal.aborted ? undefined : delayBeforeRetry(step?.options.retry, failure, attempt);
  if (delaySeconds !== undefined) {
    run.emit({ kind: "task-retrying", task: ref, attempt, failure, delaySeconds });
    return { retryAfterSeconds: delaySeconds };
  }
  run.emit({ kind: "task-failed", task: ref, attempt, durationMs, failure });
  run.fail(failure);
  return undefined;
}

function peakOf(report: PodReport | undefined): { readonly peakMemoryBytes?: number } {
  return report === undefined ? {} : { peakMemoryBytes: report.peakMemoryBytes };
}

function warnWhenTooLarge(run: Run, { step, demand }: PodWork): void {
  if (step === undefined || fits(demand, run.capacity)) return;
  run.warnOnce(`${step.name} asks for ${print(demand)}, and this machine has ${print(run.capacity)}: it runs alone`);
}

function print({ cpuMillis, memoryBytes }: Resources): string {
  return `${cpuMillis / 1000} CPU and ${Math.round(memoryBytes / 2 ** 20)} MiB of memory`;
}
