import { describe, expect, test } from "vitest";
import { fanout, out, pod, runProgram, source, type LocalRun } from "../fixtures/programs.ts";
import type { Isolation } from "./run-local.ts";

/** Runs a step for four items, one after the other. */
function four(body: string, isolate: Isolation): Promise<LocalRun> {
  return runProgram(
    {
      steps: {
        each: {
          body,
          options: { memory: { request: "128Mi", limit: "128Mi" } },
          calls: [{ key: "each", inFanout: true }],
        },
      },
      scopes: {
        main: {
          tasks: [fanout("all", { kind: "constant", items: ["[0,0]", "[1,0]", "[2,0]", "[3,0]"] }, "body")],
          output: source(out("all", 1)),
        },
        body: { inputs: ["item"], tasks: [pod("each", "each")], output: source(out("each")) },
      },
    },
    { isolate, capacity: { cpuMillis: 1000 } },
  );
}

function resultOf({ outcome }: LocalRun): readonly unknown[] {
  return outcome.status === "succeeded" ? (outcome.result as readonly unknown[]) : [];
}

describe("warm processes", () => {
  test("run one step after the other", async () => {
    expect(new Set(resultOf(await four("return process.pid;", "worker"))).size).toBe(1);
    expect(new Set(resultOf(await four("return process.pid;", "process"))).size).toBe(4);
  });

  test("show a step nothing of the one before, and whose output is whose", async () => {
    const body = `
      const seen = [process.env.LEFT ?? "", process.cwd() === process.env.HERE ? "" : "moved"];
      process.env.LEFT = "left"; process.chdir("/");
      console.log("line of " + ctx.run.item); process.stdout.write("\\nend of " + ctx.run.item);
      return seen[0];`;
    const run = await four(body, "worker");
    expect(resultOf(run)).toEqual(["", "", "", ""]);
    const lines = run.events.flatMap((event) =>
      event.kind === "task-log" ? [`${event.task.item} ${event.line}`] : [],
    );
    expect(lines).toEqual(
      [0, 1, 2, 3].flatMap((item) => [`${item} line of ${item}`, `${item} `, `${item} end of ${item}`]),
    );
  });

  test.each([
    ["a timer", "setInterval(() => {}, 1000);"],
    ["a global", "globalThis.left = 1;"],
    ["a listener", "process.on('SIGUSR2', () => {});"],
    ["a child", "(await import('node:child_process')).spawn('sleep', ['60']);"],
  ])("are not used again once a step left %s behind", async (_what, code) => {
    const results = resultOf(await four(`${code} return process.pid;`, "worker"));
    expect(new Set(results).size).toBe(4);
  });
});
