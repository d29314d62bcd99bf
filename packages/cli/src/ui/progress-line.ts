/** How a row of the progress, and what happens to a task, reads. */
import { formatBytes, formatDuration } from "./duration.ts";
import type { Row, TaskState } from "./progress-rows.ts";
import type { Segment, Style } from "./styled-line.ts";

export interface RowFormat {
  /** Width of the column of names. */
  readonly nameWidth: number;
  readonly now: number;
  readonly symbols: boolean;
  /** Why its task failed, where it has only one. */
  readonly failure?: string;
}

/** `✓ train  12/12 done  3.4s  210 MiB`. */
export function rowLine(row: Row, { nameWidth, now, symbols, failure }: RowFormat): readonly Segment[] {
  const state = stateOf(row);
  const { symbol, style } = LOOKS[state];
  const time = timeOf(row, state, now);
  const memory = row.peakMemoryBytes === undefined || isOpen(state) ? "" : formatBytes(row.peakMemoryBytes);
  return [
    ...(symbols ? [{ style, text: `${symbol} ` }] : []),
    row.label.padEnd(nameWidth),
    "  ",
    { style, text: row.items === undefined ? WORDS[state] : countsText(row, row.items, symbols) },
    ...[time, memory].filter((text) => text !== "").map((text): Segment => ({ style: "dim", text: `  ${text}` })),
    ...(failure === undefined ? [] : [`  ${failure}`]),
    ...(row.retries > 0 && state !== "failed"
      ? [{ style: "yellow", text: `  ${plural(row.retries, "retry", "retries")}` } as const]
      : []),
  ];
}

function timeOf({ startedAt, endedAt }: Row, state: TaskState, now: number): string {
  if (startedAt === undefined) return "";
  if (!isOpen(state)) return formatDuration((endedAt ?? now) - startedAt);
  return now - startedAt < 100 ? "" : formatDuration(now - startedAt);
}

/** What a row is doing, all its tasks taken together. */
export function stateOf(row: Row): TaskState {
  const { counts, closed } = row;
  if (!closed && counts.running > 0) return "running";
  if (!closed && counts.waiting > 0) return "waiting";
  if (counts.failed > 0) return "failed";
  if (counts.done === 0 && counts.reused > 0 && (closed || row.items === undefined)) return "reused";
  if (counts.done + counts.reused > 0) return closed || row.items === undefined ? "done" : "running";
  return counts.skipped > 0 || closed ? "skipped" : "waiting";
}

function isOpen(state: TaskState): boolean {
  return state === "waiting" || state === "running";
}

/** How many run is said only where it is redrawn: elsewhere it would be over by the next line. */
function countsText({ counts, closed }: Row, items: number, isRedrawn: boolean): string {
  const { running, failed, skipped, done, reused } = counts;
  const notStarted = closed ? items - done - failed - skipped - reused : 0;
  return [
    `${done + reused}/${items} done`,
    ...(reused > 0 ? [`${reused} cached`] : []),
    ...(running > 0 && !closed && isRedrawn ? [`${running} running`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(notStarted > 0 ? [`${notStarted} not run`] : []),
  ].join(", ");
}

const WORDS: { readonly [State in TaskState]: string } = {
  waiting: "waiting",
  running: "running",
  done: "done",
  failed: "failed",
  skipped: "skipped",
  reused: "cached",
};

const LOOKS: { readonly [State in TaskState]: { readonly symbol: string; readonly style: Style } } = {
  waiting: { symbol: "○", style: "dim" },
  running: { symbol: "●", style: "cyan" },
  done: { symbol: "✓", style: "green" },
  failed: { symbol: "✗", style: "red" },
  skipped: { symbol: "–", style: "dim" },
  reused: { symbol: "✓", style: "dim" },
};

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
