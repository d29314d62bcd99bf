/** Whatever becomes of the process that runs a pipeline, its steps do not outlive it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pod, writeProgram } from "../fixtures/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "argosy-death-test-"));

/** A process that runs a step which waits for ever; gives the process ids of both, and of what the step started. */
async function startEngine(
  onStarted: string,
): Promise<{ readonly engine: ChildProcess; readonly pids: readonly string[] }> {
  const body = `
    const { spawn } = await import("node:child_process");
    console.log("pids " + process.pid + " " + spawn("sleep", ["600"], { stdio: "ignore" }).pid);
    await new Promise((r) => setTimeout(r, 600_000));`;
  const program = await writeProgram({
    steps: { slow: { body, calls: [{ key: "slow" }] } },
    scopes: { main: { tasks: [pod("slow", "slow")] } },
  });
  writeFileSync(join(folder, "program.json"), JSON.stringify(program));
  const script = `
    import { readFileSync } from "node:fs";
    import { runLocal } from ${JSON.stringify(new URL("run-local.ts", import.meta.url).href)};
    const { program, bundles } = JSON.parse(readFileSync(${JSON.stringify(join(folder, "program.json"))}, "utf8"));
    await runLocal({ program, bundles, params: {}, workDir: ${JSON.stringify(folder)}, onEvent: (event) => {
      if (event.kind !== "task-log") return;
      console.log(event.line);
      ${onStarted}
    } });`;
  const engine = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await new Promise<string>((resolve) =>
    engine.stdout.once("data", (data: Buffer) => resolve(data.toString())),
  );
  return { engine, pids: line.trim().split(" ").slice(1) };
}

async function goneWithin(ms: number, pids: readonly string[]): Promise<boolean> {
  const until = Date.now() + ms;
  const isAlive = (pid: string): boolean =>
    /^[^Z\s]/.test(spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" }).stdout.trim());
  while (pids.some(isAlive)) {
    if (Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return true;
}

test("not when it leaves in a hurry", async () => {
  const { engine, pids } = await startEngine("process.exit(1);");
  await new Promise((resolve) => engine.once("exit", resolve));
  expect(pids).toHaveLength(2);
  expect(await goneWithin(3_000, pids)).toBe(true);
});

test("not when it is killed", async () => {
  const { engine, pids } = await startEngine("");
  engine.kill("SIGKILL");
  expect(pids).toHaveLength(2);
  expect(await goneWithin(8_000, pids)).toBe(true);
});
