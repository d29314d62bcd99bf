/** Runs a pod to its end: waits for room, repeats failed attempts. */
import type { RunFailure } from "../events.ts";
import type { PodReport } from "../pod/report.ts";
import { runAttempt, type AttemptEnd, type PodWork, type Ports } from "./attempt.ts";
import { fits, type Resources } from "./capacity.ts";
import { delayBeforeRetry } from "./retry.ts";
import type { Run } from "./run.ts";
import { pause } from "./timers.ts";

/** Undefined when it failed, and the run knows why. */
export async function runPod(run: Run, work: PodWork, priority: number): Promise<Ports | undefined> {
  const { ref, step } = work;
  warnWhenTooLarge(run, work);
  for (let attempt = 0; ; attempt += 1) {
    const { end, durationMs } = await admitted(run, work, priority, attempt);
    if (end.kind === "done") {
      run.emit({ kind: "task-finished", task: ref, attempt, durationMs, ...peakOf(end.report) });
      return end.ports;
    }
    const delaySeconds = run.signal.aborted ? undefined : delayBeforeRetry(step?.options.retry, end.failure, attempt);
    if (delaySeconds === undefined) return failed(run, work, attempt, durationMs, end.failure);
    run.emit({ kind: "task-retrying", task: ref, attempt, failure: end.failure, delaySeconds });
    await pause(delaySeconds * 1000, run.signal);
  }
}

/** One attempt, once there is room for it. */
async function admitted(run: Run, work: PodWork, priority: number, attempt: number): Promise<{ end: AttemptEnd; durationMs: number }> {
  run.emit({ kind: "task-waiting", task: work.ref });
  const release = await run.pool.acquire(work.demand, priority, run.signal);
  const started = Date.now();
  try {
    run.signal.throwIfAborted();
    run.emit({ kind: "task-started", task: work.ref, attempt });
    const end = await runAttempt(run, work, attempt);
    for (const { name, value } of end.report?.metrics ?? []) run.emit({ kind: "task-metric", task: work.ref, attempt, name, value });
    return { end, durationMs: Date.now() - started };
  } finally {
    release();
  }
}

function failed(run: Run, { ref }: PodWork, attempt: number, durationMs: number, failure: RunFailure): undefined {
  run.emit({ kind: "task-failed", task: ref, attempt, durationMs, failure });
  run.fail(failure);
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
