/** One stream of events that terminal, viewer, notebook and tests read, whichever engine runs the pipeline. */
import type { Json, Span, Task } from "@argosy/sdk/ir";

/** A task of one run. */
export interface TaskRef {
  /** Unique in the run: task ids from the outermost scope inwards, items of a fan-out and rounds of a loop by index: `each[3]/train`, and those of a called pipeline behind the task that calls it: `training/train`. */
  readonly path: string;
  /** A loop counts as a fan-out whose items run one after the other. */
  readonly kind: "step" | "glue" | "fanout" | "pipeline" | "wait";
  /** The step's name, `sleep` or `approve`; absent for whatever is no step. */
  readonly step?: string;
  /** The index of the item or round in the innermost fan-out or loop around the task. */
  readonly item?: number;
  readonly span: Span;
}

export function kindOf(task: Task): TaskRef["kind"] {
  switch (task.kind) {
    case "pod":
      return task.step === undefined ? "glue" : "step";
    case "fanout":
    case "loop":
      return "fanout";
    case "pipeline":
    case "check":
      return "pipeline";
    case "wait":
      return "wait";
  }
}

/** Why a task or a run failed. */
export type FailureCause =
  /** The step threw, or left the process. */
  | "error"
  | "oom"
  | "timeout"
  | "preempted"
  /** Code of the pipeline between the steps threw. */
  | "program"
  /** The step got or returned what JSON cannot hold, or its result never came. */
  | "value"
  /** The run was stopped. */
  | "cancelled"
  /** A bug of Argosy, or of the machine it runs on. */
  | "internal";

export interface RunFailure {
  /** The error's name as the author sees it: `TypeError`, `TimeoutError`. */
  readonly name: string;
  readonly message: string;
  readonly cause: FailureCause;
  /** The failed task's path; absent when the pipeline failed outside every task. */
  readonly task?: string;
  readonly step?: string;
  readonly item?: number;
  /** Where in the author's source: `churn.ts:42:11`. */
  readonly at?: string;
  readonly exitCode?: number;
  /** Attempts made, the first included. */
  readonly attempts?: number;
  /** The last lines that the step printed. */
  readonly log?: readonly string[];
}

/** What every event of a task carries; `attempt` counts from 0. */
interface OfAttempt {
  readonly task: TaskRef;
  readonly attempt: number;
}

export type RunEventBody =
  | { readonly kind: "run-started"; readonly run: string; readonly pipeline: string; readonly target: string }
  /** Everything it needs has ended; it waits for room on the machine or the cluster. */
  | { readonly kind: "task-waiting"; readonly task: TaskRef }
  | ({ readonly kind: "task-started" } & OfAttempt)
  | ({ readonly kind: "task-log"; readonly stream: "stdout" | "stderr"; readonly line: string } & OfAttempt)
  | ({ readonly kind: "task-metric"; readonly name: string; readonly value: number } & OfAttempt)
  | ({ readonly kind: "task-retrying"; readonly failure: RunFailure; readonly delaySeconds: number } & OfAttempt)
  | ({ readonly kind: "task-finished"; readonly durationMs: number; readonly peakMemoryBytes?: number } & OfAttempt)
  | ({ readonly kind: "task-failed"; readonly durationMs: number; readonly failure: RunFailure } & OfAttempt)
  | { readonly kind: "task-skipped"; readonly task: TaskRef }
  /** Its outputs are those of an earlier run; it did not run, or only the code around it did. */
  | { readonly kind: "task-reused"; readonly task: TaskRef; readonly from: string }
  /** Not told of a `while`, whose rounds nobody knows beforehand; a loop may end before its last item. */
  | { readonly kind: "fanout-expanded"; readonly task: TaskRef; readonly items: number }
  | { readonly kind: "fanout-finished"; readonly task: TaskRef; readonly durationMs: number; readonly failed: boolean }
  | { readonly kind: "warning"; readonly message: string; readonly task?: TaskRef }
  | {
      readonly kind: "run-finished";
      readonly status: RunStatus;
      readonly durationMs: number;
      readonly failure?: RunFailure;
    };

/** `time` is in milliseconds since the epoch. */
export type RunEvent = RunEventBody & { readonly time: number };

export type RunStatus = "succeeded" | "failed" | "cancelled";

/** How a run ended. */
export type RunOutcome =
  | { readonly status: "succeeded"; readonly run: string; readonly result: Json }
  /** `failure` is the first; `others` failed too before everything started had ended. */
  | {
      readonly status: "failed";
      readonly run: string;
      readonly failure: RunFailure;
      readonly others: readonly RunFailure[];
    }
  | { readonly status: "cancelled"; readonly run: string; readonly failure: RunFailure };
