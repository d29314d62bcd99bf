import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { argosyBin, cleanEnvironment, createProject, type Project } from "./project.ts";
import { churn, churnResult, failing, sleeper, two } from "./sources.ts";

let project: Project;
beforeAll(async () => {
  project = await createProject({ "churn.ts": churn, "two.ts": two, "failing.ts": failing, "sleeper.ts": sleeper });
});
afterAll(() => project.remove());

describe("argosy run", () => {
  it("shows progress on stderr and the result on stdout", async () => {
    const { code, stdout, stderr } = await project.argosy("run churn.ts --set rows=10");
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "label  none
      best   0.25
      runs
          lr  accuracy
         0.5      0.95
        0.25     0.975
      "
    `);
    // Items of a fan-out end in any order.
    expect(stderr).toMatchInlineSnapshot(`
      "running churn as <run>
      load   running
      load | loading 10 rows
      load   done  <time>  <memory>
      train  0/2 done
      train  2/2 done  <time>  <memory>
      (churn.ts:19)  running
      (churn.ts:19)  done  <time>  <memory>
      "
    `);
  });

  it("prints exactly one JSON value with --json", async () => {
    const { code, stdout } = await project.argosy("run churn.ts --json --set rows=10");
    expect(code).toBe(0);
    expect(stdout.endsWith("\n")).toBe(true);
    expect(JSON.parse(stdout)).toEqual(churnResult);
  });

  it("gives the same when every expression is evaluated in a pod of its own", async () => {
    const { code, stdout } = await project.argosy("run churn.ts --json --set rows=10 --force-glue");
    expect({ code, result: JSON.parse(stdout) }).toEqual({ code: 0, result: churnResult });
  });

  it("takes parameters from JSON, a file, standard input and single values", async () => {
    await project.write("params.json", '{ "rows": 20, "lrs": [1] }');
    const result = async (line: readonly string[], stdin = ""): Promise<unknown> => {
      const { code, stdout, stderr } = await project.argosy(["run", "churn.ts", "--json", ...line], { stdin });
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout);
    };
    const [inline, file, piped, mixed] = await Promise.all([
      result(["--input", '{"rows":10}']),
      result(["--input-file", "params.json"]),
      result(["--input-file", "-"], '{ "rows": 4, "lrs": [1] }'),
      result([
        "--input",
        '{"rows":1,"label":"a"}',
        "--input-file",
        "params.json",
        "--set",
        "label=7",
        "--set",
        "lrs.0=0.5",
      ]),
    ]);
    expect(inline).toEqual(churnResult);
    expect(file).toEqual({ label: "none", best: 1, runs: [{ lr: 1, accuracy: 0.95 }] });
    expect(piped).toEqual({ label: "none", best: 1, runs: [{ lr: 1, accuracy: 0.75 }] });
    expect(mixed).toEqual({ label: "7", best: 0.5, runs: [{ lr: 0.5, accuracy: 0.975 }] });
  });

  it("runs the pipeline that is named", async () => {
    const { code, stdout } = await project.argosy("run two.ts --pipeline second --json");
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"second":3}\n' });
  });

  it("puts artifacts where --store says", async () => {
    await project.write(
      "saves.ts",
      `import { pipeline, step } from "@argosy/sdk";
       const save = step({ memory: "64Mi" }, async (_: {}, ctx) => ({ page: await ctx.save("page.txt", "hello") }));
       export const saves = pipeline({ name: "saves" }, async () => save({}));`,
    );
    const { code, stdout, stderr } = await project.argosy("run saves.ts --json --store here");
    expect(code, stderr).toBe(0);
    const { page } = JSON.parse(stdout) as { page: { uri: string } };
    expect(page.uri.startsWith("file://<root>/here/"), page.uri).toBe(true);
    expect(await readFile(new URL(page.uri.replace("<root>", project.root)), "utf8")).toBe("hello");
  });
});

describe("argosy run refuses", () => {
  it.each([
    ["a wrong type", "--set rows=many", "rows"],
    ["a missing parameter", "", "rows"],
    ["an unknown parameter", "--set rows=1 --set row=2", "row"],
    ["a wrong element", '--set rows=1 --set lrs=[1,"x"]', "lrs"],
  ])("%s", async (_, line, name) => {
    const { code, stdout, stderr } = await project.argosy(`run churn.ts ${line}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^error AR51\\d\\d: .*\`${name}`));
  });

  it("a source with errors", async () => {
    await project.write("wrong.ts", churn.replace("load({ rows })", 'load({ rows: "many" })'));
    expect(await project.argosy("run wrong.ts --set rows=1")).toMatchObject({ code: 1, stdout: "" });
  });
});

describe("a failed run", () => {
  const failed = async (pipeline: string, ...more: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await project.argosy([
      "run",
      "failing.ts",
      "--json",
      "--pipeline",
      pipeline,
      ...more,
    ]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).not.toMatch(/packages\/|node:internal|\.mjs/);
    return stderr;
  };

  it("names step, item and source line, and shows what the step printed last", async () => {
    expect(await failed("in-fanout", "--set", "items=[0,1,2]")).toMatchInlineSnapshot(`
      "running in-fanout as <run>
      explode  0/3 done
      explode[1] | about to fail
      explode[1] | TypeError: item 1 is bad
      explode[1] |     at explode (failing.ts:6:11)
      explode[1] failed  TypeError: item 1 is bad
      explode  2/3 done, 1 failed  <time>  <memory>
      failing.ts:6:11 - error AR5001: step \`explode\`, item 1, failed: TypeError: item 1 is bad
      "
    `);
  });

  it("says that a step left", async () => {
    expect(await failed("exits")).toMatchInlineSnapshot(`
      "running exits as <run>
      leave  running
      leave | leaving
      leave | Error: the step called process.exit(3)
      leave |     at leave (failing.ts:12:11)
      leave  failed  <time>  Error: the step called process.exit(3)
      failing.ts:12:11 - error AR5001: step \`leave\` failed: the step called process.exit(3)
      "
    `);
  });

  it("names the value that JSON cannot hold", async () => {
    expect(await failed("bad-value")).toMatchInlineSnapshot(`
      "running bad-value as <run>
      strange  running
      strange | NotJsonError: result.ratio is Infinity, which JSON cannot hold; write null, or leave the key out
      strange  failed  <time>  NotJsonError: result.ratio is Infinity, which JSON cannot hold; write null, or leave the key out
      failing.ts:14:1 - error AR5003: step \`strange\` failed: NotJsonError: result.ratio is Infinity, which JSON cannot hold; write null, or leave the key out
      "
    `);
  });

  it("counts attempts", async () => {
    expect(await failed("retried")).toMatchInlineSnapshot(`
      "running retried as <run>
      flaky  running
      flaky | Error: attempt 0
      flaky |     at flaky (failing.ts:16:9)
      flaky failed, trying again  Error: attempt 0
      flaky | Error: attempt 1
      flaky |     at flaky (failing.ts:16:9)
      flaky  failed  <time>  Error: attempt 1
      failing.ts:16:9 - error AR5001: step \`flaky\` failed after 2 attempts: attempt 1
      "
    `);
  });

  it("names the line of the pipeline's own code", async () => {
    expect(await failed("between", "--input", '{"names":["a"]}')).toMatchInlineSnapshot(`
      "running between as <run>
      explode  running
      explode | TypeError: Cannot read properties of undefined (reading 'length')
      explode  failed  <time>  TypeError: Cannot read properties of undefined (reading 'length')
      failing.ts:26:17 - error AR5002: the pipeline failed before step \`explode\`: TypeError: Cannot read properties of undefined (reading 'length')
      "
    `);
  });
});

describe("Ctrl-C", () => {
  it("stops the steps and exits with 130", async () => {
    const { child, pid, ended } = await startSleeping("sleep");
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toContain("stopping");
    expect(await isAlive(pid)).toBe(false);
  });

  it("kills them the second time", async () => {
    const { child, pid, ended } = await startSleeping("ignore");
    child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await isAlive(pid)).toBe(true);
    const before = Date.now();
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(Date.now() - before).toBeLessThan(2000);
    expect(await isAlive(pid)).toBe(false);
  });

  it("runs the finally block that is due, and the second time ends that too", async () => {
    const { child, pid, mark, ended } = await startSleeping("tidy");
    child.kill("SIGINT");
    const tidying = Number(await written(`${mark}-tidied`, child));
    expect([await isAlive(pid), await isAlive(tidying)]).toEqual([false, true]);
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect(await isAlive(tidying)).toBe(false);
  });

  it("treats SIGTERM alike, with 143", async () => {
    const { child, pid, ended } = await startSleeping("sleep");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(143);
    expect(await isAlive(pid)).toBe(false);
  });
});

/** Starts the command itself and waits until its step runs; `pid` is the step's. */
async function startSleeping(pipeline: string) {
  const mark = project.path(`mark-${pipeline}-${Math.floor(performance.now())}`);
  const child = spawn(argosyBin, ["run", "sleeper.ts", "--pipeline", pipeline, "--set", `mark=${mark}`], {
    cwd: project.root,
    env: cleanEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { child, pid: Number(await written(mark, child)), mark, ended };
}

/** What a step has written into a file, once it has. */
async function written(file: string, child: ChildProcess): Promise<string> {
  let text = "";
  for (let waited = 0; text === "" && waited < 30_000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    text = await readFile(file, "utf8").catch(() => "");
    if (child.exitCode !== null) throw new Error("it ended before its step ran");
  }
  return text;
}

/** False also for a process that has ended and that nobody has asked about since. */
async function isAlive(pid: number): Promise<boolean> {
  if (process.platform !== "linux") return signals(pid);
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return status !== "" && !/^State:\s+Z/m.test(status);
}

function signals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
