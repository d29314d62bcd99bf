import { describe, expect, test } from "vitest";
import { normalizeStepOptions } from "./step.ts";

/** Each problem as one line: `path: message; hint`. */
function problemsOf(raw: unknown): readonly string[] {
  return normalizeStepOptions(raw).problems.map(
    ({ path, message, hint }) => `${path}: ${message}${hint === undefined ? "" : `; ${hint}`}`,
  );
}

describe("policies", () => {
  test.each([
    [3, { limit: 3, on: ["error", "oom", "preempted", "timeout"] }],
    [
      { limit: 1, on: ["timeout", "error", "error"], exitCodes: [3, 2, 3] },
      { limit: 1, on: ["error", "timeout"], exitCodes: [2, 3] },
    ],
    [
      { limit: 0, backoff: "1m" },
      { limit: 0, on: ["error", "oom", "preempted", "timeout"], backoffSeconds: 60 },
    ],
    [
      { limit: 2, on: ["oom"], memory: {} },
      { limit: 2, on: ["oom"], memory: { factor: 2 } },
    ],
    [
      { limit: 2, memory: { factor: 1.5, max: "0.5Gi" } },
      { limit: 2, on: ["error", "oom", "preempted", "timeout"], memory: { factor: 1.5, max: "512Mi" } },
    ],
  ])("retry %j", (retry, expected) => {
    expect(normalizeStepOptions({ retry }).options?.retry).toEqual(expected);
  });

  test.each([
    [{ retry: -1 }, "retry: -1 is not a whole number from 0 to 1000"],
    [
      { retry: { limit: 1, on: ["omm"] } },
      'retry.on[0]: "omm" is not one of "error", "oom", "preempted", "timeout"; did you mean "oom"?',
    ],
    [
      { retry: { limit: 1, on: [] } },
      "retry.on: an empty list retries nothing; name what to retry on, or write limit: 0",
    ],
    [
      { retry: { limit: 1, on: ["oom"], exitCodes: [1] } },
      'retry.exitCodes: exit codes belong to failures called "error", which "on" leaves out; add "error" to on',
    ],
    [
      { retry: { limit: 1, backoff: { delay: "1m", max: "30s" } } },
      "retry.backoff.max: the longest wait is shorter than the first; raise max or lower delay",
    ],
    [
      { retry: { limit: 1, backoff: { delay: "1m", factor: 0 } } },
      "retry.backoff.factor: 0 is not a number from 1 to 100",
    ],
    [
      { retry: { limit: 1, on: ["error"], memory: { factor: 2 } } },
      'retry.memory: memory grows with retries after "oom", which "on" leaves out; add "oom" to on',
    ],
    [{ retry: { limit: 1, memory: { factor: 1 } } }, "retry.memory.factor: 1 is not a number above 1 and up to 100"],
    [
      { retry: { limit: 1, memory: { max: "64GB" } } },
      'retry.memory.max: "64GB" is not a Kubernetes quantity; write "64G" or "64Gi"',
    ],
    [{ timeout: "3600" }, 'timeout: "3600" has no unit; write "3600s" for seconds'],
    [{ timeout: 3600 }, 'timeout: 3600 has no unit; write "3600s" for seconds'],
    [{ cache: { maxage: "1d" } }, 'cache.maxage: "maxage" is not a field of cache; did you mean "maxAge"?'],
    [
      { spot: { fallback: "ondemand" } },
      'spot.fallback: "ondemand" is not one of "on-demand", "none"; did you mean "on-demand"?',
    ],
    [{ spot: "yes" }, 'spot: "yes" is neither true nor false'],
  ])("%j", (raw, problem) => {
    expect(problemsOf(raw)).toEqual([problem]);
  });

  test("false is kept, so that it can overrule a default", () => {
    expect(normalizeStepOptions({ spot: false, cache: false }).options).toEqual({ spot: false, cache: false });
  });
});
