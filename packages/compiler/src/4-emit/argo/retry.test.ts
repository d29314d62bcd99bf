import { describe, expect, it } from "vitest";
import { retryStrategy } from "./retry.ts";

describe("retryStrategy", () => {
  it("is absent without retries", () => {
    expect(retryStrategy(undefined)).toBeUndefined();
    expect(retryStrategy({ limit: 0, on: ["error"] })).toBeUndefined();
  });

  it("repeats whatever may help when every cause counts", () => {
    expect(retryStrategy({ limit: 2, on: ["error", "oom", "preempted", "timeout"] })).toEqual({
      limit: "2",
      retryPolicy: "Always",
      expression: "not (lastRetry.message startsWith 'main: ' && (int(lastRetry.exitCode) in [64, 65, 66, 70]))",
    });
  });

  it.each([
    [
      { limit: 1, on: ["error"] },
      "(lastRetry.message startsWith 'main: ' && not (int(lastRetry.exitCode) in [64, 65, 66, 70, 134, 137, 143]))",
    ],
    [
      { limit: 1, on: ["error"], exitCodes: [3, 66] },
      "(lastRetry.message startsWith 'main: ' && (int(lastRetry.exitCode) in [3]))",
    ],
    [{ limit: 1, on: ["oom"] }, "(lastRetry.message startsWith 'main: ' && (int(lastRetry.exitCode) in [134, 137]))"],
    [{ limit: 1, on: ["timeout"] }, "(lastRetry.message contains 'specified deadline')"],
  ] as const)("for %j tests the cause alone", (retry, expression) => {
    expect(retryStrategy(retry)?.expression).toBe(expression);
  });

  it("waits as the local engine does: twice as long each time", () => {
    const retry = { limit: 1, on: ["error"], backoffSeconds: 10 } as const;
    expect(retryStrategy(retry)?.backoff).toEqual({ duration: "10s", factor: "2" });
    expect(retryStrategy({ ...retry, backoffFactor: 3, backoffMaxSeconds: 60 })?.backoff).toEqual({
      duration: "10s",
      factor: "3",
      cap: "60s",
    });
  });
});
