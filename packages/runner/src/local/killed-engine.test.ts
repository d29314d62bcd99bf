/** An engine that is killed at any point loses no step that has ended, and what goes on from it comes to the same result. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fanout, input, lit, loop, out, pod, source, writeProgram } from "../fixtures/programs.ts";
import { listRuns, readRun } from "./records/past-runs.ts";

/** How many engines are killed. */
const KILLS = Number(process.env["ARGOSY_TEST_KILLS"] ?? 8);

const folder = mkdtempSync(join(tmpdir(), "argosy-killed-test-"));
const small = { cpu: { request: "1m" }, memory: { request: "96Mi" } };

/** A file, a fan-out that reads it, a loop over what that gave, and code between them. */
async function writeSmallProgram(): Promise<void> {
  const program = await writeProgram({
    steps: {
      load: {
        body: "return { file: await ctx.save('x.txt', 'text'), n: 4 };",
        options: small,
        calls: [{ key: "load" }],
      },
      each: {
        body: "const text = await ctx.read(input.file, 'text'); return text.length * 10 + input.i;",
        options: small,
        calls: [
          { key: "each", reads: { load: 0, item: 0 }, input: "{ file: load().file, i: item()[1] }", inFanout: true },
        ],
      },
      add: {
        body: "return input.sum + input.x;",
        options: { ...small, cache: false },
        calls: [{ key: "add", reads: { all: 1, item: 0, state: 0 }, input: "{ sum: state(), x: all()[item()[0]] }" }],
      },
      $glue: { calls: [{ key: "end", reads: { sum: 0 }, ports: { v: ["value", "`sum is ${sum()}`"] } }] },
    },
    scopes: {
      main: {
        tasks: [
          pod("load", "load"),
          fanout("all", { kind: "constant", items: ["[0,1]", "[1,2]", "[2,3]"] }, "body", {
            needs: ["load"],
            captures: { load: out("load") },
          }),
          loop("sum", "round", lit("0"), {
            needs: ["all"],
            over: { kind: "constant", items: ["[0]", "[1]", "[2]"] },
            captures: { all: out("all", 1) },
          }),
          pod("end", undefined, { needs: ["sum"], reads: { sum: out("sum") } }),
        ],
        output: source(out("end", 0, "v")),
      },
      body: {
        inputs: ["item", "load"],
        tasks: [pod("each", "each", { reads: { load: input("load"), item: input("item") } })],
        output: source(out("each")),
      },
      round: {
        inputs: ["item", "state", "all"],
        tasks: [pod("add", "add", { reads: { all: input("all", 1), item: input("item"), state: input("state") } })],
        output: source(out("add")),
      },
    },
  });
  writeFileSync(join(folder, "program.json"), JSON.stringify(program));
  writeFileSync(
    join(folder, "engine.mjs"),
    `import { readFileSync, writeSync } from "node:fs";
    import { runLocal } from ${JSON.stringify(new URL("run-local.ts", import.meta.url).href)};
    const { program, bundles } = JSON.parse(readFileSync(${JSON.stringify(join(folder, "program.json"))}, "utf8"));
    const [workDir, resumes, diesAt] = process.argv.slice(2);
    let events = 0;
    const outcome = await runLocal({ program, bundles, params: {}, workDir, cache: false,
      ...(resumes === "" ? {} : { resumes }),
      onEvent: (event) => {
        if (event.task !== undefined && event.kind !== "task-log") writeSync(1, event.kind + " " + event.task.path + "\\n");
        if (++events === Number(diesAt)) process.kill(process.pid, "SIGKILL");
      } });
    writeSync(1, "result " + JSON.stringify(outcome.result) + "\\n");`,
  );
}

interface Engine {
  readonly told: readonly string[];
  readonly result: string | undefined;
}

/** Runs an engine that dies at its n-th event, or after some time, if it lives so long. */
async function runEngine(
  workDir: string,
  resumes: string,
  death: { readonly event?: number; readonly ms?: number },
): Promise<Engine> {
  const child = spawn(process.execPath, [join(folder, "engine.mjs"), workDir, resumes, String(death.event ?? 0)], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    if (text === "" && death.ms !== undefined) setTimeout(() => child.kill("SIGKILL"), death.ms);
    text += chunk;
  });
  await new Promise((resolve) => child.once("close", resolve));
  const told = text.split("\n").filter((line) => line !== "");
  return { told, result: told.find((line) => line.startsWith("result "))?.slice("result ".length) };
}

const pathsOf = (kind: string, { told }: Engine): readonly string[] =>
  told.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));

test(`no step is lost in ${KILLS} deaths`, { timeout: 60_000 + KILLS * 20_000 }, async () => {
  await writeSmallProgram();
  let kills = 0;
  while (kills < KILLS) {
    const workDir = mkdtempSync(join(folder, "work-"));
    const home = join(workDir, ".argosy");
    const finished = new Set<string>();
    for (let lives = 0; ; lives += 1) {
      const resumes = listRuns(home).at(-1) ?? "";
      const chance = Math.random();
      const death =
        lives > 8 ? {} : chance < 0.6 ? { event: 1 + Math.floor(Math.random() * 30) } : { ms: Math.random() * 250 };
      const engine = await runEngine(workDir, resumes, death);
      // Nothing that was told to have ended runs again.
      expect(pathsOf("task-started", engine).filter((path) => finished.has(path))).toEqual([]);
      for (const path of pathsOf("task-finished", engine)) finished.add(path);
      if (engine.result !== undefined) {
        expect(engine.result).toBe('"sum is 126"');
        break;
      }
      kills += 1;
    }
    const last = readRun(home, listRuns(home).at(-1) ?? "");
    expect(new Set(last.records.map(({ path }) => path)).size).toBe(8);
    rmSync(workDir, { recursive: true, force: true });
  }
  expect(readFileSync(join(folder, "program.json"), "utf8")).toContain("sum is");
  rmSync(folder, { recursive: true, force: true });
});
