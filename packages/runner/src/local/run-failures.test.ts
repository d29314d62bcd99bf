import { describe, expect, test } from "vitest";
import { out, pod, runProgram, source, type ProgramText } from "../fixtures/programs.ts";

describe("a failing step", () => {
  test("fails the run with its name, its line and its last words; what is behind it does not start, what is beside it ends", async () => {
    const run = await runProgram({
      steps: {
        bad: { body: "console.log('reading');\nthrow new TypeError('boom');", calls: [{ key: "bad" }] },
        slow: {
          body: "await new Promise((r) => setTimeout(r, 500)); return 1;",
          calls: [{ key: "slow" }, { key: "after", reads: { x: 0 } }],
        },
        behind: { body: "return 1;", calls: [{ key: "behind" }] },
      },
      scopes: {
        main: {
          tasks: [
            pod("bad", "bad"),
            pod("slow", "slow"),
            pod("behind", "behind", { needs: ["bad"] }),
            pod("after", "slow", { needs: ["slow"], reads: { x: out("slow") } }),
          ],
        },
      },
    });
    expect(run.outcome).toMatchObject({
      status: "failed",
      failure: {
        name: "TypeError",
        message: "boom",
        step: "bad",
        at: "bad.ts:3:7",
        cause: "error",
        exitCode: 1,
        attempts: 1,
        task: "bad",
      },
    });
    expect(run.outcome.status === "failed" && run.outcome.failure.log?.[0]).toBe("reading");
    expect(run.story).toContain("finished after");
    expect(run.story.some((line) => line.includes("behind"))).toBe(false);
  });

  test.each([
    [
      "leaves the process",
      "process.exit(3);",
      { cause: "error", exitCode: 3, message: "the step called process.exit(3)", at: "bad.ts:2:9" },
    ],
    ["gives what JSON cannot hold", "return new Map();", { cause: "value", exitCode: 65, name: "NotJsonError" }],
    [
      "runs out of memory",
      "const a = []; for (;;) a.push(new Array(1e5).fill(Math.random()));",
      {
        cause: "oom",
        exitCode: 134,
        name: "OutOfMemoryError",
        message: "the step ran out of memory (its limit is 64 MiB)",
      },
    ],
    [
      "is killed from outside",
      "process.kill(process.pid, 'SIGKILL'); await new Promise((r) => setTimeout(r, 5000));",
      { cause: "oom", exitCode: 137 },
    ],
    [
      "is told to end from outside",
      "process.kill(process.pid, 'SIGTERM'); await new Promise((r) => setTimeout(r, 5000));",
      { cause: "preempted", exitCode: 143 },
    ],
  ])("%s", async (_, body, failure) => {
    const run = await runProgram({
      steps: { bad: { body, options: { memory: { request: "64Mi", limit: "64Mi" } }, calls: [{ key: "bad" }] } },
      scopes: { main: { tasks: [pod("bad", "bad")] } },
    });
    expect(run.outcome).toMatchObject({ status: "failed", failure: { ...failure, step: "bad" } });
  });

  test("gets more memory once it ran out of it, and keeps it after other failures", async () => {
    const body = `
      const limit = Number(process.env.ARGOSY_MEMORY_LIMIT) / 2 ** 20;
      if (ctx.attempt === 1) process.exit(3);
      const kept = [];
      if (limit < 300) for (;;) kept.push(new Array(1e5).fill(Math.random()));
      return limit;`;
    const retry = { limit: 3, on: ["error", "oom"], memory: { factor: 3, max: "300Mi" } } as const;
    const run = await runProgram({
      steps: {
        hungry: { body, options: { memory: { request: "64Mi", limit: "64Mi" }, retry }, calls: [{ key: "a" }] },
      },
      scopes: { main: { tasks: [pod("a", "hungry")], output: source(out("a")) } },
    });
    expect(run.outcome).toMatchObject({ status: "succeeded", result: 300 });
    expect(run.events.flatMap((event) => (event.kind === "task-retrying" ? [event.failure.message] : []))).toEqual([
      "the step ran out of memory (its limit is 64 MiB)",
      "the step called process.exit(3)",
      "the step ran out of memory (its limit is 192 MiB)",
    ]);
  });

  test("is tried again as its retry says, and knows the attempt", async () => {
    const flaky = (
      retry: NonNullable<NonNullable<ProgramText["steps"][string]["options"]>["retry"]>,
      body = "if (ctx.attempt < 2) throw new Error('not yet'); return ctx.attempt;",
    ): ReturnType<typeof runProgram> =>
      runProgram({
        steps: { flaky: { body, options: { retry }, calls: [{ key: "flaky" }] } },
        scopes: { main: { tasks: [pod("flaky", "flaky")], output: source(out("flaky")) } },
      });
    const good = await flaky({ limit: 2, on: ["error"], backoffSeconds: 0.1 });
    expect(good.outcome).toMatchObject({ status: "succeeded", result: 2 });
    expect(good.story).toEqual([
      "started flaky",
      "retrying flaky",
      "started flaky",
      "retrying flaky",
      "started flaky",
      "finished flaky",
    ]);
    expect(
      good.events.filter((event) => event.kind === "task-retrying").map(({ delaySeconds }) => delaySeconds),
    ).toEqual([0.1, 0.2]);
    expect((await flaky({ limit: 1, on: ["error"] })).outcome).toMatchObject({
      status: "failed",
      failure: { attempts: 2 },
    });
    expect((await flaky({ limit: 5, on: ["oom"] })).outcome).toMatchObject({
      status: "failed",
      failure: { attempts: 1 },
    });
    expect((await flaky({ limit: 5, on: ["error"], exitCodes: [7] })).outcome).toMatchObject({
      status: "failed",
      failure: { attempts: 1 },
    });
    expect(
      (await flaky({ limit: 5, on: ["error"], exitCodes: [7] }, "if (ctx.attempt < 1) process.exit(7); return 1;"))
        .outcome,
    ).toMatchObject({ status: "succeeded" });
    expect(
      (
        await flaky(
          { limit: 5, on: ["error"] },
          "const e = new Error('never'); e[Symbol.for('argosy.NonRetriableError')] = true; throw e;",
        )
      ).outcome,
    ).toMatchObject({ failure: { attempts: 1, exitCode: 64 } });
    expect((await flaky({ limit: 5, on: ["error"] }, "return 1n;")).outcome).toMatchObject({
      failure: { attempts: 1, cause: "value" },
    });
  });

  test.each([
    ["at once when it does not listen", "await new Promise((r) => setTimeout(r, 60_000));", 3_000, 20_000],
    ["by force when it does nothing else but work", "for (;;);", 4_000, 20_000],
  ])("ends at its timeout, %s", async (_, body, atLeast, atMost) => {
    const started = Date.now();
    const run = await runProgram({
      steps: { slow: { body, options: { timeoutSeconds: 3 }, calls: [{ key: "slow" }] } },
      scopes: { main: { tasks: [pod("slow", "slow")] } },
    });
    expect(run.outcome).toMatchObject({
      status: "failed",
      failure: { cause: "timeout", name: "TimeoutError", message: "the step ran longer than its timeout of 3 s" },
    });
    expect(Date.now() - started).toBeGreaterThanOrEqual(atLeast);
    expect(Date.now() - started).toBeLessThan(atMost);
  });

  test("a program that throws before the step starts nothing", async () => {
    const run = await runProgram({
      steps: { never: { body: "console.log('ran');", calls: [{ key: "never", checks: ["null.x"] }] } },
      scopes: { main: { tasks: [pod("never", "never")] } },
    });
    expect(run.outcome).toMatchObject({
      status: "failed",
      failure: { cause: "program", name: "TypeError", at: "main.ts:1:1", exitCode: 66 },
    });
  });
});
