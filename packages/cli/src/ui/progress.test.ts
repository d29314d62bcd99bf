import type { RunEventBody, TaskRef } from "@argosy/runner";
import { describe, expect, it } from "vitest";
import { createProgress } from "./progress.ts";

const START = 1_700_000_000_000;

function step(path: string, name = path.slice(path.lastIndexOf("/") + 1)): TaskRef {
  const item = path.match(/\[(\d+)\][^[]*$/)?.[1];
  return {
    path,
    kind: "step",
    step: name,
    ...(item === undefined ? {} : { item: Number(item) }),
    span: { file: "churn.ts", start: 0, end: 1, line: 7, column: 1 },
  };
}
const fanout: TaskRef = { ...step("each"), kind: "fanout" };
const failure = { name: "TypeError", message: "boom\nat x", cause: "error" } as const;

/** Shows the events; each happens a second after the one before. */
function show(
  events: readonly RunEventBody[],
  options: { readonly isTTY?: boolean; readonly rows?: number; readonly columns?: number } = {},
) {
  const terminal = createTerminal();
  let now = START;
  const progress = createProgress({
    output: { ...options, write: terminal.write },
    colour: false,
    steps: ["load", "train", "evaluate"],
    clock: () => now,
  });
  const send = (event: RunEventBody): void => {
    now += 1000;
    progress.onEvent({ ...event, time: now });
  };
  for (const event of events) send(event);
  return { terminal, progress, send };
}

/** As much of a terminal as is used: newlines, "up n lines", carriage return, "erase below". */
function createTerminal() {
  let lines = [""];
  let above = 0;
  const written: string[] = [];
  const write = (text: string): boolean => {
    written.push(text);
    for (const part of text.split(/(\u001b\[\d+A|\u001b\[0J|\r|\n)/)) {
      const up = /^\u001b\[(\d+)A$/.exec(part)?.[1];
      if (up !== undefined) above = Number(up);
      else if (part === "\u001b[0J") lines = [...lines.slice(0, lines.length - 1 - above), ""];
      else if (part === "\n") lines.push("");
      else if (part !== "\r") lines[lines.length - 1] += part;
    }
    return true;
  };
  return { write, screen: () => lines.join("\n"), written: () => written.join("") };
}

const attempt = 0;
const whole: readonly RunEventBody[] = [
  { kind: "run-started", run: "r1", pipeline: "churn", target: "local" },
  { kind: "task-waiting", task: step("load") },
  { kind: "task-started", task: step("load"), attempt },
  { kind: "task-log", task: step("load"), attempt, stream: "stdout", line: "reading\t1 file\u001b[2J" },
  { kind: "task-finished", task: step("load"), attempt, durationMs: 2000, peakMemoryBytes: 50 * 2 ** 20 },
  { kind: "fanout-expanded", task: fanout, items: 3 },
  { kind: "task-started", task: step("each[0]/train"), attempt },
  { kind: "task-started", task: step("each[1]/train"), attempt },
  { kind: "task-waiting", task: step("each[2]/train") },
  { kind: "task-finished", task: step("each[0]/train"), attempt, durationMs: 2000 },
  { kind: "task-retrying", task: step("each[1]/train"), attempt, failure, delaySeconds: 5 },
];
const rest: readonly RunEventBody[] = [
  { kind: "task-started", task: step("each[2]/train"), attempt },
  { kind: "task-finished", task: step("each[2]/train"), attempt, durationMs: 1000 },
  { kind: "task-started", task: step("each[1]/train"), attempt: 1 },
  { kind: "task-failed", task: step("each[1]/train"), attempt: 1, durationMs: 1000, failure },
  { kind: "fanout-finished", task: fanout, durationMs: 9000, failed: true },
  { kind: "task-skipped", task: step("evaluate") },
  { kind: "warning", message: "a step is larger than this machine" },
  { kind: "run-finished", status: "failed", durationMs: 20_000 },
];

describe("progress", () => {
  it("prints plain lines where nothing can be redrawn", () => {
    const { terminal } = show([...whole, ...rest]);
    expect(terminal.written()).not.toContain("\u001b");
    expect(terminal.screen()).toMatchInlineSnapshot(`
      "running churn as r1
      load      running
      load | reading    1 file�[2J
      load      done  2.0s  50 MiB
      train     0/3 done
      train[1] failed, trying again in 5s  TypeError: boom
      train[1] failed  TypeError: boom
      train     2/3 done, 1 failed  8.0s
      evaluate  skipped
      warning: a step is larger than this machine
      "
    `);
  });

  it.each([{}, { rows: 0, columns: 0 }])(
    "redraws open rows in place on a terminal, below the lines that stay",
    async (size) => {
      const { terminal, progress } = show(whole, { isTTY: true, ...size });
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(terminal.screen()).toMatchInlineSnapshot(`
      "running churn as r1
      load | reading    1 file�[2J
      ✓ load      done  2.0s  50 MiB
      train[1] failed, trying again in 5s  TypeError: boom
      ○ train     1/3 done  4.0s  1 retry
      "
    `);
      progress.close();
    },
  );

  it("leaves the finished rows on the terminal", async () => {
    const { terminal, send } = show(whole, { isTTY: true });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(terminal.screen()).toContain("○ train");
    rest.forEach(send);
    expect(terminal.screen()).toMatchInlineSnapshot(`
      "running churn as r1
      load | reading    1 file�[2J
      ✓ load      done  2.0s  50 MiB
      train[1] failed, trying again in 5s  TypeError: boom
      train[1] failed  TypeError: boom
      ✗ train     2/3 done, 1 failed  8.0s
      – evaluate  skipped
      warning: a step is larger than this machine
      "
    `);
  });

  it("never draws more than the terminal holds, in height and width", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `step-${index}-with-a-long-name`);
    const { terminal, progress } = show(
      names.map((name) => ({ kind: "task-started", task: step(name), attempt })),
      { isTTY: true, rows: 6, columns: 30 },
    );
    await new Promise((resolve) => setTimeout(resolve, 150));
    const lines = terminal.screen().split("\n");
    expect(lines).toHaveLength(5);
    expect(lines.at(-2)).toBe("  … and 17 more");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(30);
    progress.close();
    expect(terminal.screen()).toBe("");
  });

  it("counts the failures of a large fan-out and shows the first", () => {
    const indices = Array.from({ length: 1000 }, (_, index) => index);
    const { terminal } = show([
      { kind: "fanout-expanded", task: fanout, items: 1000 },
      ...indices.flatMap((index): RunEventBody[] => [
        { kind: "task-started", task: step(`each[${index}]/train`), attempt },
        { kind: "task-failed", task: step(`each[${index}]/train`), attempt, durationMs: 1, failure },
      ]),
      { kind: "run-finished", status: "failed", durationMs: 1 },
    ]);
    const lines = terminal.screen().trimEnd().split("\n");
    expect(lines.filter((line) => line.startsWith("train[")).length).toBe(6);
    expect(lines.at(-1)).toContain("0/1000 done, 1000 failed");
    expect(lines.length).toBeLessThan(250);
  });

  it("tells two calls of one step apart", () => {
    const { terminal } = show(
      ["train", "train-2"].flatMap((path): RunEventBody[] => [
        { kind: "task-started", task: step(path, "train"), attempt },
        { kind: "task-finished", task: step(path, "train"), attempt, durationMs: 1 },
      ]),
    );
    expect(terminal.screen()).toMatchInlineSnapshot(`
      "train     running
      train     done  1.0s
      train (train-2)  running
      train (train-2)  done  1.0s
      "
    `);
  });
});
