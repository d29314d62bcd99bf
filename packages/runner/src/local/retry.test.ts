import type { RetryIr } from "@argosy/sdk/ir";
import { expect, test } from "vitest";
import type { RunFailure } from "../events.ts";
import { delayBeforeRetry } from "./retry.ts";

const all: RetryIr = { limit: 3, on: ["error", "oom", "preempted", "timeout"] };
const error: RunFailure = { name: "Error", message: "", cause: "error", exitCode: 1 };

test("waits grow by the factor up to the maximum, without one by two", () => {
  const delays = (retry: RetryIr): readonly (number | undefined)[] =>
    [0, 1, 2, 3].map((attempt) => delayBeforeRetry(retry, error, attempt));
  expect(delays(all)).toEqual([0, 0, 0, undefined]);
  expect(delays({ ...all, backoffSeconds: 2 })).toEqual([2, 4, 8, undefined]);
  expect(delays({ ...all, backoffSeconds: 2, backoffFactor: 10, backoffMaxSeconds: 50 })).toEqual([
    2,
    20,
    50,
    undefined,
  ]);
});

test.each<[string, RetryIr | undefined, RunFailure, boolean]>([
  ["without retry", undefined, error, false],
  ["of a cause that is not asked for", { ...all, on: ["oom"] }, error, false],
  ["out of memory", { ...all, on: ["oom"] }, { ...error, cause: "oom", exitCode: 137 }, true],
  ["after its timeout", { ...all, on: ["timeout"] }, { ...error, cause: "timeout", exitCode: 143 }, true],
  ["of what says that it makes no sense", all, { ...error, exitCode: 64 }, false],
  ["of a bad value", all, { ...error, cause: "value", exitCode: 65 }, false],
  ["of the program's own error", all, { ...error, cause: "program", exitCode: 66 }, false],
  ["of a bug of ours", all, { ...error, cause: "internal", exitCode: 70 }, false],
  ["of a stopped run", all, { ...error, cause: "cancelled" }, false],
  ["with an exit code that is not listed", { ...all, exitCodes: [7] }, error, false],
  ["with an exit code that is listed", { ...all, exitCodes: [7] }, { ...error, exitCode: 7 }, true],
  [
    "out of memory, whatever exit codes are listed",
    { ...all, exitCodes: [7] },
    { ...error, cause: "oom", exitCode: 137 },
    true,
  ],
])("%s", (_, retry, failure, isRepeated) => {
  expect(delayBeforeRetry(retry, failure, 0) !== undefined).toBe(isRepeated);
});
