import type { RunFailure } from "@argosy/runner";
import { describe, expect, it } from "vitest";
import { failureDiagnostics, logLines } from "./failure.ts";

const source = (file: string): string | undefined => (file === "churn.ts" ? "one\ntwo\nthree four\n" : undefined);
const failure: RunFailure = {
  name: "TypeError",
  message: "boom",
  cause: "error",
  step: "train",
  item: 3,
  at: "churn.ts:3:7",
  attempts: 2,
  log: ["epoch 1", "\u001b[2J"],
};
const outcome = (first: RunFailure, ...others: RunFailure[]) =>
  ({ status: "failed", run: "r", failure: first, others }) as const;

describe("failureDiagnostics", () => {
  it("names step, item, attempts and place", () => {
    expect(failureDiagnostics(outcome(failure), source)).toEqual([
      {
        code: "AR5001",
        severity: "error",
        message: "step `train`, item 3, failed after 2 attempts: TypeError: boom",
        span: { file: "churn.ts", line: 3, column: 7, start: 14, end: 15 },
      },
    ]);
    expect(source("churn.ts")!.slice(14, 18)).toBe("four");
  });

  it.each<[RunFailure, string]>([
    [{ name: "Error", message: "no", cause: "error", step: "load" }, "step `load` failed: no"],
    [{ name: "RangeError", message: "no", cause: "program" }, "the pipeline failed: RangeError: no"],
    [{ name: "Error", message: "no", cause: "program", item: 2 }, "the pipeline failed in item 2: no"],
    [
      { name: "Error", message: "no", cause: "program", step: "load", item: 2 },
      "the pipeline failed before step `load`, item 2: no",
    ],
    [{ name: "Error", message: "no pod came", cause: "internal" }, "the run failed: no pod came"],
  ])("says who failed: %j", (one, message) => {
    expect(failureDiagnostics(outcome(one), source)[0]?.message).toBe(message);
  });

  it("has a place also without column or source", () => {
    expect(failureDiagnostics(outcome({ ...failure, at: "gone.ts:9" }), source)[0]?.span).toMatchObject({
      file: "gone.ts",
      line: 9,
      column: 1,
    });
    expect(failureDiagnostics(outcome({ ...failure, at: "somewhere" }), source)[0]?.span).toBeUndefined();
  });

  it("tells of a handful of further failures", () => {
    const others = Array.from({ length: 100 }, (_, item): RunFailure => ({ ...failure, item }));
    expect(failureDiagnostics(outcome(failure, ...others), source)).toHaveLength(6);
  });
});

describe("logLines", () => {
  it("shows what the steps printed last, without control characters", () => {
    expect(logLines(outcome(failure, { ...failure, log: [] }))).toBe(
      "last lines of train[3]:\n  epoch 1\n  \ufffd[2J\n",
    );
  });
});
