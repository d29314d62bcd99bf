import { expect, test } from "vitest";
import { type LostFacts, lostError } from "./lost.ts";

const startedAt = "2026-01-01T00:00:00Z";
const after = (seconds: number): LostFacts => ({
  startedAt,
  finishedAt: new Date(Date.parse(startedAt) + seconds * 1000).toISOString(),
});

test.each<[string, LostFacts, number | undefined, string]>([
  ["the kernel's kill", { exitCode: "137", ...after(3) }, undefined, "OutOfMemoryError"],
  ["the kernel's kill within the timeout", { exitCode: "137", ...after(3) }, 8, "OutOfMemoryError"],
  ["Node's own limit, however late", { exitCode: "134", ...after(30) }, 8, "OutOfMemoryError"],
  ["SIGTERM past the deadline", { exitCode: "143", ...after(9) }, 8, "TimeoutError"],
  ["SIGKILL past the deadline", { exitCode: "137", ...after(38) }, 8, "TimeoutError"],
  ["SIGTERM before", { exitCode: "143", ...after(2) }, 8, "PreemptedError"],
  ["a pod that is gone", {}, undefined, "PreemptedError"],
  ["a pod that never ran", { exitCode: "-1" }, undefined, "PreemptedError"],
  ["process.exit", { exitCode: "3", ...after(9) }, 8, "Error"],
  ["a stop", { cause: "cancelled" }, 8, "CancelledError"],
  ["what is known", { cause: "timeout", exitCode: "143" }, 8, "TimeoutError"],
])("%s", (_, facts, timeoutSeconds, name) => {
  const error = lostError(facts, { step: "train", ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }) });
  expect(error).toMatchObject({ name, step: "train" });
  expect(error.message).not.toContain("undefined");
});
