/** Shows a run while it goes on: redrawn in place on a terminal, else a line whenever something begins or ends. */
import type { RunEvent, TaskRef } from "@argosy/runner";
import type { Output } from "../host.ts";
import { createLiveRegion, type LiveRegion } from "./live-region.ts";
import { rowLine } from "./progress-line.ts";
import { failureText, ProgressRows, type Row } from "./progress-rows.ts";
import { renderLine, type Segment } from "./styled-line.ts";

export interface Progress {
  readonly onEvent: (event: RunEvent) => void;
  /** Leaves the screen as it is, without live lines. */
  readonly close: () => void;
}

export interface ProgressOptions {
  readonly output: Output;
  readonly colour: boolean;
  /** Names of the program's steps, for the width of their column. */
  readonly steps: readonly string[];
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

const REDRAW_MS = 100;
/** Between two lines about the same fan-out where lines cannot be redrawn. */
const FANOUT_LINE_MS = 10_000;
const FAILURES_SHOWN = 5;
const MAX_NAME_WIDTH = 32;

export function createProgress(options: ProgressOptions): Progress {
  const view = new ProgressView(options);
  return { onEvent: (event) => view.show(event), close: () => view.close() };
}

class ProgressView {
  readonly #output: Output;
  readonly #colour: boolean;
  readonly #clock: () => number;
  readonly #isLive: boolean;
  readonly #nameWidth: number;
  readonly #region: LiveRegion;
  readonly #rows = new ProgressRows();
  readonly #failures = new Map<string, { readonly count: number; readonly last: string }>();
  readonly #committed = new Set<string>();
  readonly #linedAt = new Map<string, number>();
  readonly #timer: NodeJS.Timeout | undefined;

  constructor({ output, colour, steps, clock = Date.now }: ProgressOptions) {
    this.#output = output;
    this.#colour = colour;
    this.#clock = clock;
    this.#isLive = output.isTTY === true;
    this.#nameWidth = Math.min(MAX_NAME_WIDTH, Math.max(0, ...steps.map((name) => name.length)));
    this.#region = createLiveRegion(output);
    this.#timer = this.#isLive ? setInterval(() => this.#draw(), REDRAW_MS).unref() : undefined;
  }

  show(event: RunEvent): void {
    const row = this.#rows.apply(event);
    switch (event.kind) {
      case "run-started":
        return this.#say({ style: "dim", text: `running ${event.pipeline} as ${event.run}` });
      case "task-log":
        return this.#say({ style: "dim", text: `${this.#rows.labelOf(event.task)} | ` }, event.line);
      case "warning":
        return this.#say({ style: "yellow", text: "warning" }, `: ${event.message}`);
      case "task-started":
        return this.#sayRunning(row, event.time);
      case "task-retrying":
        return this.#say(
          { style: "yellow", text: `${this.#rows.labelOf(event.task)} failed, trying again` },
          event.delaySeconds > 0 ? ` in ${event.delaySeconds}s` : "",
          `  ${failureText(event.failure)}`,
        );
      case "task-failed":
        if (event.failure.cause !== "cancelled") this.#sayFailure(event.task, row, failureText(event.failure));
        return this.#commitClosed();
      case "task-finished":
        this.#sayRunning(row, event.time);
        return this.#commitClosed();
      case "task-skipped":
      case "task-reused":
      case "fanout-finished":
        return this.#commitClosed();
      case "run-finished":
        this.#commitClosed();
        return this.close();
      case "task-waiting":
      case "task-metric":
      case "fanout-expanded":
        return;
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#region.draw([]);
  }

  #say(...segments: readonly Segment[]): void {
    this.#region.commit([renderLine(segments, { colour: this.#colour })]);
  }

  #commitClosed(): void {
    for (const row of this.#rows.list()) {
      if (!row.closed || this.#committed.has(row.key)) continue;
      this.#committed.add(row.key);
      this.#say(...this.#lineOf(row));
    }
  }

  /** Where nothing is redrawn, a fan-out says how far it is now and then. */
  #sayRunning(row: Row | undefined, time: number): void {
    if (row === undefined || this.#isLive || row.closed) return;
    const last = this.#linedAt.get(row.key);
    if (last !== undefined && (row.items === undefined || time - last < FANOUT_LINE_MS)) return;
    this.#linedAt.set(row.key, time);
    this.#say(...this.#lineOf(row));
  }

  #sayFailure(task: TaskRef, row: Row | undefined, text: string): void {
    if (row === undefined) return;
    const before = this.#failures.get(row.key)?.count ?? 0;
    this.#failures.set(row.key, { count: before + 1, last: text });
    if (task.item === undefined || before > FAILURES_SHOWN) return;
    if (before === FAILURES_SHOWN) this.#say(`${this.#rows.labelOf(task)}: more failures are counted only`);
    else this.#say({ style: "red", text: `${this.#rows.labelOf(task)} failed` }, `  ${text}`);
  }

  #lineOf(row: Row): readonly Segment[] {
    const failure = row.items === undefined ? this.#failures.get(row.key)?.last : undefined;
    const format = { nameWidth: this.#nameWidth, now: this.#clock(), symbols: this.#isLive };
    return rowLine(row, failure === undefined ? format : { ...format, failure });
  }

  #draw(): void {
    // Some terminals say that they are zero wide and high.
    const room = Math.max(1, (this.#output.rows || 24) - 2);
    const format = { colour: this.#colour, width: (this.#output.columns || 80) - 1 };
    const open = this.#rows.list().filter(({ closed }) => !closed);
    const lines = open.map((row) => renderLine(this.#lineOf(row), format));
    const hidden = lines.length - room + 1;
    this.#region.draw(hidden <= 1 ? lines : [...lines.slice(0, room - 1), `  … and ${hidden} more`]);
  }
}
