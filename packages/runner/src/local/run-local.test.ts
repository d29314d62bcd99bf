import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  fanout,
  input,
  lit,
  out,
  pod,
  runProgram,
  same,
  source,
  writeProgram,
  type ProgramText,
} from "../fixtures/programs.ts";
import { readRun } from "./records/past-runs.ts";

describe("a run", () => {
  test("keeps its events, values and result, shares its bundles, and leaves no temporary files", async () => {
    const text = await writeProgram({
      steps: { same: same("a") },
      scopes: { main: { tasks: [pod("a", "same", { reads: { x: lit("[1]") } })], output: source(out("a")) } },
    });
    const first = await runProgram(text);
    const home = join(first.workDir, ".argosy");
    const folder = join(home, "runs", first.outcome.run);
    const kept = readFileSync(join(folder, "events.jsonl"), "utf8").trimEnd().split("\n");
    expect(kept.map((line) => JSON.parse(line) as unknown)).toEqual(first.events);
    expect(readFileSync(join(folder, "result.json"), "utf8")).toBe("[1]");
    expect(readRun(home, first.outcome.run).records).toMatchObject([
      { path: "a", step: "same", reads: { x: "[1]" }, input: '{"x":[1]}', ports: { out: "[1]" } },
    ]);
    expect(readdirSync(join(home, "bundles"))).toEqual([`${text.bundles[0]?.sha256}.mjs`]);
    const second = await runProgram(text, { workDir: first.workDir });
    expect(second.outcome.run).not.toBe(first.outcome.run);
    expect(readdirSync(join(home, "runs"))).toHaveLength(2);
  });

  test("has as many steps at once as its parallelism says", async () => {
    const items = Array.from({ length: 6 }, (_, index) => `[${index},0]`);
    const run = await runProgram({
      steps: {
        each: {
          body: "return 1;",
          options: { cpu: { request: "1m" }, memory: { request: "64Mi" } },
          calls: [{ key: "each" }],
        },
      },
      options: { parallelism: 2 },
      scopes: {
        main: { tasks: [fanout("all", { kind: "constant", items }, "body")] },
        body: { inputs: ["item"], tasks: [pod("each", "each")] },
      },
    });
    expect(run.outcome.status).toBe("succeeded");
    expect(mostAtOnce(run.events)).toBe(2);
  });

  test("has as many steps at once as fit the machine; a larger one runs alone, with one warning", async () => {
    const items = Array.from({ length: 5 }, (_, index) => `[${index},0]`);
    const run = await runProgram(
      {
        steps: {
          each: {
            body: "return 1;",
            options: { cpu: { request: "500m" }, memory: { request: "100Mi" } },
            calls: [{ key: "each" }],
          },
          huge: {
            body: "return 1;",
            options: { memory: { request: "1Ti" } },
            calls: [{ key: "huge" }, { key: "huge2" }],
          },
        },
        scopes: {
          main: {
            tasks: [fanout("all", { kind: "constant", items }, "body"), pod("huge", "huge"), pod("huge2", "huge")],
          },
          body: { inputs: ["item"], tasks: [pod("each", "each")] },
        },
      },
      { capacity: { cpuMillis: 1000, memoryBytes: 2 ** 30 } },
    );
    expect(run.outcome.status).toBe("succeeded");
    expect(mostAtOnce(run.events)).toBe(2);
    expect(mostAtOnce(run.events, "huge")).toBe(1);
    expect(run.events.filter((event) => event.kind === "warning").map(({ message }) => message)).toEqual([
      "huge asks for 1 CPU and 1048576 MiB of memory, and this machine has 1 CPU and 1024 MiB of memory: it runs alone",
    ]);
  });

  test("fails when it takes longer than its own timeout", async () => {
    const run = await runProgram({
      steps: {
        slow: { body: "await new Promise((r) => setTimeout(r, 60_000));", calls: [{ key: "slow" }, { key: "behind" }] },
      },
      options: { timeoutSeconds: 0.5 },
      scopes: { main: { tasks: [pod("slow", "slow"), pod("behind", "slow", { needs: ["slow"] })] } },
    });
    expect(run.outcome).toMatchObject({
      status: "failed",
      failure: { cause: "timeout", message: "the run took longer than its timeout of 0.5 s" },
    });
  });

  test("that is stopped stops its steps, and what they started", async () => {
    const controller = new AbortController();
    const body = `
      const { spawn } = await import("node:child_process");
      const child = spawn("sleep", ["600"], { stdio: "inherit" });
      console.log("pid " + child.pid + " " + process.pid + " " + ctx.tmp);
      await new Promise((r) => setTimeout(r, 60_000));`;
    const run = await runProgram(
      {
        steps: { slow: { body, calls: [{ key: "slow" }, { key: "behind" }] } },
        scopes: { main: { tasks: [pod("slow", "slow"), pod("behind", "slow", { needs: ["slow"] })] } },
      },
      {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.kind === "task-log" && event.line.startsWith("pid")) controller.abort();
        },
      },
    );
    expect(run.outcome).toMatchObject({ status: "cancelled", failure: { cause: "cancelled" } });
    expect(run.story).toEqual(["started slow", "failed slow"]);
    const line =
      run.events.flatMap((event) =>
        event.kind === "task-log" && event.line.startsWith("pid") ? [event.line] : [],
      )[0] ?? "";
    const [, child = "", self = "", tmp = ""] = line.split(" ");
    expect([stateOf(child), stateOf(self)]).toEqual(["gone", "gone"]);
    expect(existsSync(tmp)).toBe(false);
  });

  test("that was stopped before it began starts nothing", async () => {
    const run = await runProgram(
      { steps: { same: same("a") }, scopes: { main: { tasks: [pod("a", "same", { reads: { x: lit("1") } })] } } },
      { signal: AbortSignal.abort() },
    );
    expect(run.outcome.status).toBe("cancelled");
    expect(run.story).toEqual([]);
  });

  test("refuses a program that contradicts itself, instead of waiting for ever", async () => {
    const refused = (tasks: ProgramText["scopes"][string]["tasks"]): Promise<unknown> =>
      runProgram({ steps: { same: same("a", "b") }, scopes: { main: { tasks } } });
    await expect(refused([pod("a", "same", { needs: ["b"] }), pod("b", "same", { needs: ["a"] })])).rejects.toThrow(
      "in a circle",
    );
    await expect(refused([pod("a", "same", { needs: ["z"] })])).rejects.toThrow("uses z");
    await expect(refused([pod("a", "same", { reads: { x: input("q") } })])).rejects.toThrow("uses q");
    await expect(refused([pod("a", "other")])).rejects.toThrow("no bundle");
    await expect(refused([fanout("a", { kind: "constant", items: [] }, "main")])).rejects.toThrow("contains itself");
  });

  test("that reads a task it does not wait for fails, instead of guessing", async () => {
    const run = await runProgram({
      steps: { same: same("a", "b") },
      scopes: {
        main: { tasks: [pod("b", "same", { reads: { x: out("a") } }), pod("a", "same", { reads: { x: lit("1") } })] },
      },
    });
    expect(run.outcome).toMatchObject({
      status: "failed",
      failure: { cause: "internal", message: "the port out of task a is read before it is there" },
    });
  });
});

/** A process that ended counts as gone also while nobody has collected it: orphans are the init process's to collect. */
function stateOf(pid: string): "gone" | "alive" {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" });
  return stdout.trim() === "" || stdout.startsWith("Z") ? "gone" : "alive";
}

function mostAtOnce(events: Awaited<ReturnType<typeof runProgram>>["events"], step?: string): number {
  let running = 0;
  let most = 0;
  for (const event of events) {
    if (!("task" in event) || event.task === undefined || (step !== undefined && event.task.step !== step)) continue;
    if (event.kind === "task-started") most = Math.max(most, ++running);
    if (event.kind === "task-finished" || event.kind === "task-failed") running -= 1;
  }
  return most;
}
