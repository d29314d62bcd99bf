/** Follows a run by asking for it again and again: servers have nothing to listen to. */
import type { LoweredProgram, Task } from "@argosy/sdk/ir";
import type { Follow } from "../engine.ts";
import { kindOf, type RunEventBody, type RunFailure, type RunOutcome, type TaskRef } from "../events.ts";
import type { KfpClient } from "./client.ts";
import type { Run, RunState, TaskDetail } from "./objects.ts";

export interface WatchOptions {
  /** Waits between two looks. */
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly now: () => number;
  /** Default: 2,000 ms. */
  readonly everyMs?: number;
}

const CANCELLED: RunFailure = { name: "CancelledError", message: "the run was stopped", cause: "cancelled" };
const ENDED: ReadonlySet<RunState> = new Set(["SUCCEEDED", "FAILED", "CANCELED", "SKIPPED"]);

/** The API gives no parameters of a run, so the result of one that succeeded is `null`; a warning says where it is. */
export async function watchKfpRun(
  id: string,
  program: LoweredProgram,
  client: KfpClient,
  { onEvent, signal }: Follow,
  { pause, now, everyMs = 2_000 }: WatchOptions,
): Promise<RunOutcome> {
  const start = now();
  const tell = (event: RunEventBody): void => onEvent?.({ ...event, time: now() });
  const told = new Map<string, RunState>();
  const failures: RunFailure[] = [];
  tell({ kind: "run-started", run: id, pipeline: program.name, target: "kfp" });
  for (;;) {
    const run = await client.run(id);
    for (const detail of run.run_details?.task_details ?? []) {
      for (const event of eventsOf(detail, told, program)) {
        if (event.kind === "task-failed") failures.push(event.failure);
        tell(event);
      }
    }
    if (run.state !== undefined && ENDED.has(run.state)) return conclude(run, failures, now() - start, tell);
    await pause(everyMs, signal);
  }
}

function eventsOf(detail: TaskDetail, told: Map<string, RunState>, program: LoweredProgram): readonly RunEventBody[] {
  const { task_id: id, state } = detail;
  const before = told.get(id);
  const task = taskOf(detail, program);
  if (state === undefined || state === before || task === undefined) return [];
  told.set(id, state);
  const begun: readonly RunEventBody[] = before === undefined ? [{ kind: "task-started", task, attempt: 0 }] : [];
  const durationMs = Date.parse(detail.end_time ?? "") - Date.parse(detail.start_time ?? "") || 0;
  switch (state) {
    case "SUCCEEDED":
      return [...begun, { kind: "task-finished", task, attempt: 0, durationMs }];
    case "FAILED":
      return [...begun, { kind: "task-failed", task, attempt: 0, durationMs, failure: failureOf(task, detail) }];
    case "SKIPPED":
      return [{ kind: "task-skipped", task }];
    case "RUNNING":
      return begun;
    default:
      told.delete(id);
      return [];
  }
}

/** Tasks of ours by name: servers tell of DAGs, of conditions and of their own pods too. */
function taskOf({ display_name: name, task_id: id }: TaskDetail, program: LoweredProgram): TaskRef | undefined {
  const tasks = Object.values(program.scopes).flatMap((scope) => scope.tasks);
  const found = tasks.find((task: Task) => task.id === name);
  if (found === undefined) return undefined;
  const step = found.kind === "pod" ? program.steps.find((one) => one.id === found.step)?.name : undefined;
  return {
    path: `${found.id}#${id}`,
    kind: kindOf(found),
    ...(step === undefined ? {} : { step }),
    span: found.span,
  };
}

function failureOf(task: TaskRef, { error }: TaskDetail): RunFailure {
  return {
    name: "Error",
    message: error?.message ?? "the pod failed; Kubeflow's page has what it printed",
    cause: "error",
    task: task.path,
    ...(task.step === undefined ? {} : { step: task.step }),
    at: `${task.span.file}:${task.span.line}:${task.span.column}`,
  };
}

function conclude(
  run: Run,
  failures: readonly RunFailure[],
  durationMs: number,
  tell: (event: RunEventBody) => void,
): RunOutcome {
  const [first = { name: "Error", message: run.error?.message ?? "the run failed", cause: "internal" }, ...others] =
    failures;
  switch (run.state) {
    case "SUCCEEDED":
      tell({ kind: "warning", message: "Kubeflow's API does not give a run's outputs; its page shows `result`" });
      tell({ kind: "run-finished", status: "succeeded", durationMs });
      return { status: "succeeded", run: run.run_id, result: null };
    case "CANCELED":
      tell({ kind: "run-finished", status: "cancelled", durationMs, failure: CANCELLED });
      return { status: "cancelled", run: run.run_id, failure: CANCELLED };
    default:
      tell({ kind: "run-finished", status: "failed", durationMs, failure: first });
      return { status: "failed", run: run.run_id, failure: first, others };
  }
}
