/** What a run's events amount to: one row per step of the program, whatever number of items it runs for. */
import type { RunEvent, RunFailure, TaskRef } from "@argosy/runner";

export type TaskState = "waiting" | "running" | "done" | "failed" | "skipped" | "reused";

export interface Row {
  /** The path of its tasks without item indices. */
  readonly key: string;
  readonly label: string;
  /** Tasks in each state. */
  readonly counts: { readonly [State in TaskState]: number };
  /** Items expected, once that is known; absent outside of fan-outs. */
  readonly items?: number;
  /** When its first task started; absent before. */
  readonly startedAt?: number;
  /** When its last task ended so far. */
  readonly endedAt?: number;
  readonly peakMemoryBytes?: number;
  readonly retries: number;
  /** Nothing of it will run any more. */
  readonly closed: boolean;
}

/** Takes the events of a run one after the other. */
export class ProgressRows {
  readonly #rows = new Map<string, MutableRow>();
  /** Items of each fan-out by its key, all its expansions taken together. */
  readonly #items = new Map<string, number>();

  /** Says which row the event changed. */
  apply(event: RunEvent): Row | undefined {
    switch (event.kind) {
      case "fanout-expanded": {
        const key = withoutItems(event.task.path);
        this.#items.set(key, (this.#items.get(key) ?? 0) + event.items);
        return undefined;
      }
      case "fanout-finished":
        if (!event.task.path.includes("[")) this.#close(`${event.task.path}/`);
        return undefined;
      case "run-finished":
        this.#close("");
        return undefined;
      case "task-waiting":
      case "task-started":
      case "task-retrying":
      case "task-finished":
      case "task-failed":
      case "task-skipped":
      case "task-reused":
        return event.task.kind === "fanout" || event.task.kind === "pipeline" ? undefined : this.#advance(event);
      case "run-started":
      case "task-log":
      case "task-metric":
      case "warning":
        return undefined;
    }
  }

  /** In order of appearance. */
  list(): readonly Row[] {
    return [...this.#rows.values()].map((row) => this.#view(row));
  }

  /** The name of one task: `train`, `train[3]`. */
  labelOf(task: TaskRef): string {
    return `${this.#rowOf(task).label}${(task.path.match(/\[\d+\]/g) ?? []).join("")}`;
  }

  #advance(event: TaskEvent): Row {
    const row = this.#rowOf(event.task);
    advance(row, event);
    return this.#view(row);
  }

  #close(prefix: string): void {
    for (const row of this.#rows.values()) if (row.key.startsWith(prefix)) row.closed = true;
  }

  #rowOf(task: TaskRef): MutableRow {
    const key = withoutItems(task.path);
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const taken = new Set([...this.#rows.values()].map(({ label }) => label));
    const row: MutableRow = {
      key,
      label: distinctLabel(task, key, taken),
      states: new Map(),
      counts: { waiting: 0, running: 0, done: 0, failed: 0, skipped: 0, reused: 0 },
      fanout: enclosingFanout(task.path),
      retries: 0,
      closed: false,
    };
    this.#rows.set(key, row);
    return row;
  }

  #view(row: MutableRow): Row {
    const { states: _states, fanout, counts, ...rest } = row;
    const items = fanout === undefined ? undefined : this.#items.get(fanout);
    return { ...rest, counts: { ...counts }, ...(items === undefined ? {} : { items }) };
  }
}

interface MutableRow {
  readonly key: string;
  readonly label: string;
  readonly states: Map<string, TaskState>;
  readonly counts: { [State in TaskState]: number };
  /** The path of the innermost fan-out around it. */
  readonly fanout: string | undefined;
  startedAt?: number;
  endedAt?: number;
  peakMemoryBytes?: number;
  retries: number;
  closed: boolean;
}

type TaskEvent = Extract<
  RunEvent,
  {
    readonly kind:
      | "task-waiting"
      | "task-started"
      | "task-retrying"
      | "task-finished"
      | "task-failed"
      | "task-skipped"
      | "task-reused";
  }
>;

function advance(row: MutableRow, event: TaskEvent): void {
  const state = stateAfter(event);
  const before = row.states.get(event.task.path);
  if (before !== undefined) row.counts[before] -= 1;
  row.counts[state] += 1;
  row.states.set(event.task.path, state);
  if (state === "running") row.startedAt ??= event.time;
  if (event.kind === "task-retrying") row.retries += 1;
  if (event.kind === "task-finished" && event.peakMemoryBytes !== undefined) {
    row.peakMemoryBytes = Math.max(row.peakMemoryBytes ?? 0, event.peakMemoryBytes);
  }
  if (state !== "waiting" && state !== "running") {
    row.endedAt = event.time;
    row.closed = row.fanout === undefined;
  }
}

function stateAfter(event: TaskEvent): TaskState {
  switch (event.kind) {
    case "task-waiting":
    case "task-retrying":
      return "waiting";
    case "task-started":
      return "running";
    case "task-finished":
      return "done";
    case "task-failed":
      return "failed";
    case "task-skipped":
      return "skipped";
    case "task-reused":
      return "reused";
  }
}

function withoutItems(path: string): string {
  return path.replaceAll(/\[\d+\]/g, "");
}

function enclosingFanout(path: string): string | undefined {
  const end = path.lastIndexOf("[");
  return end < 0 ? undefined : withoutItems(path.slice(0, end));
}

/** A step that is called at several places is told apart by the task's own id. */
function distinctLabel(task: TaskRef, key: string, taken: ReadonlySet<string>): string {
  const id = key.slice(key.lastIndexOf("/") + 1);
  const name = task.step ?? `(${task.span.file}:${task.span.line})`;
  if (!taken.has(name)) return name;
  return taken.has(`${name} (${id})`) ? `${name} (${key})` : `${name} (${id})`;
}

/** `TypeError: boom`, on one line. */
export function failureText({ name, message }: RunFailure): string {
  const [line = ""] = message.split("\n", 1);
  return line === "" ? name : `${name}: ${line}`;
}
