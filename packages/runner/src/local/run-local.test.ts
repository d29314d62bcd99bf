import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { describe, expect, test } from "vitest";
import { fanout, guard, input, lit, out, pod, runProgram, source, SPAN, writeProgram, type ProgramText } from "../fixtures/programs.ts";

/** A step that gives back its input's `x`. */
const same = (...keys: string[]): ProgramText["steps"][string] => ({ body: "return input.x;", calls: keys.map((key) => ({ key, reads: { x: 0 }, input: "{ x: x() }" })) });

describe("values", () => {
  test("go from parameters through steps to the result", async () => {
    const run = await runProgram(
      {
        steps: {
          load: { body: "return { rows: Array.from({ length: input.n }, (_, i) => i) };", calls: [{ key: "load", reads: { n: 0 }, input: "{ n: n() }", ports: { count: ["value", "$.out().rows.length"] } }] },
          sum: { body: "return input.rows.reduce((a, b) => a + b, input.base);", calls: [{ key: "sum", reads: { a: 0, b: 0 }, input: "{ rows: a().rows, base: b() }" }] },
        },
        params: ["n"],
        scopes: {
          main: {
            inputs: ["n"],
            tasks: [pod("load", "load", { reads: { n: input("n") } }), pod("sum", "sum", { needs: ["load"], reads: { a: out("load"), b: out("load", 0, "count") } })],
            output: source(out("sum")),
          },
        },
      },
      { params: { n: 4 } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: 10 });
    expect(run.story).toEqual(["started load", "finished load", "started sum", "finished sum"]);
  });

  test("survive whatever text they hold", async () => {
    const hostile = ["{{x}}", "$(HOME) $$", "\"\\\n\u0000", "😀\ud800", "", { $argosy: "error" }];
    const run = await runProgram(
      {
        steps: { same: same("a", "b") },
        params: ["x"],
        scopes: { main: { inputs: ["x"], tasks: [pod("a", "same", { reads: { x: input("x") } }), pod("b", "same", { needs: ["a"], reads: { x: out("a") } })], output: source(out("b")) } },
      },
      { params: { x: hostile } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: hostile });
  });

  test.each(["hello", '"quoted"', "5", '{"$argosy":"undefined"}', ""])("the string parameter %j stays that string", async (text) => {
    const run = await runProgram(
      {
        steps: { same: { body: "return input.x;", calls: [{ key: "a", reads: { x: 0 }, lenient: ["x"], input: "{ x: x() }" }] } },
        params: ["x"],
        scopes: { main: { inputs: ["x"], tasks: [pod("a", "same", { reads: { x: input("x") } })], output: source(out("a")) } },
      },
      { params: { x: text } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: text });
  });

  test("a result of undefined is null", async () => {
    const run = await runProgram({ steps: {}, scopes: { main: { tasks: [], output: source(lit(UNDEFINED_WIRE)) } } });
    expect(run.outcome).toMatchObject({ status: "succeeded", result: null });
  });

  test("that are large go through the store, also as the result and as lists", async () => {
    const large = "x".repeat(50_000);
    const run = await runProgram(
      {
        steps: { same: { body: "return input.x;", calls: [{ key: "a", reads: { x: 0 }, input: "{ x: x() }" }, { key: "each", reads: { item: 0 }, input: "{ x: item()[1] }", inFanout: true }] } },
        params: ["x"],
        scopes: {
          main: { inputs: ["x"], tasks: [pod("a", "same", { reads: { x: input("x") } }), fanout("all", { kind: "constant", items: [JSON.stringify([0, large]), "[1,2]"] }, "body", { needs: ["a"] })], output: source(out("all", 1)) },
          body: { inputs: ["item"], tasks: [pod("each", "same", { reads: { item: input("item") } })], output: source(out("each")) },
        },
      },
      { params: { x: large } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: [large, 2] });
    expect(readFileSync(join(run.workDir, ".argosy/runs", run.outcome.run, "values/a/out/out"), "utf8")).toContain("spill");
  });
});

describe("conditions", () => {
  const branches = (value: number): Promise<Awaited<ReturnType<typeof runProgram>>> =>
    runProgram(
      {
        steps: {
          test: { body: "return input.x;", calls: [{ key: "test", reads: { x: 0 }, input: "{ x: x() }", ports: { big: ["guard", "$.out() > 10"] } }] },
          same: same("yes", "no", "deep"),
          last: { body: "return input;", calls: [{ key: "last", reads: { a: 0, b: 0, c: 0 }, input: "{ a: a() ?? 'skipped', b: b() ?? 'skipped', c: c() ?? 'skipped' }" }] },
        },
        params: ["x"],
        scopes: {
          main: {
            inputs: ["x"],
            tasks: [
              pod("test", "test", { reads: { x: input("x") } }),
              pod("yes", "same", { needs: ["test"], guards: [guard("test", "big")], reads: { x: lit('"yes"') } }),
              pod("no", "same", { needs: ["test"], guards: [guard("test", "big", false)], reads: { x: lit('"no"') } }),
              pod("deep", "same", { needs: ["no"], guards: [guard("test", "big", false)], reads: { x: out("no") } }),
              pod("last", "last", { needs: ["yes", "deep"], reads: { a: out("yes"), b: out("no"), c: out("deep") } }),
            ],
            output: source(out("last")),
          },
        },
      },
      { params: { x: value } },
    );

  test("choose, and what was skipped is undefined to whoever reads it", async () => {
    const yes = await branches(11);
    expect(yes.outcome).toMatchObject({ result: { a: "yes", b: "skipped", c: "skipped" } });
    expect(yes.story).toContain("skipped no");
    expect(yes.story).toContain("skipped deep");
    expect((await branches(10)).outcome).toMatchObject({ result: { a: "skipped", b: "no", c: "no" } });
  });

  test.each([
    [{ kind: "truthy", param: "p" }, true, true],
    [{ kind: "truthy", param: "p" }, false, false],
    [{ kind: "compare", param: "p", op: "<", value: 3 }, 2, true],
    [{ kind: "compare", param: "p", op: "<", value: 3 }, 3, false],
    [{ kind: "compare", param: "p", op: ">=", value: 3 }, 3, true],
    [{ kind: "compare", param: "p", op: "===", value: "a" }, "a", true],
    [{ kind: "compare", param: "p", op: "!==", value: "a" }, "a", false],
  ] as const)("%j of %j on a parameter", async (native, value, expected) => {
    const native1 = { ref: input("p"), is: true, native };
    const run = await runProgram(
      {
        steps: { same: same("then") },
        params: ["p"],
        scopes: {
          main: {
            inputs: ["p"],
            tasks: [pod("then", "same", { guards: [native1], reads: { x: lit("true") } })],
            output: { kind: "choice", guard: native1, then: source(out("then")), else: source(lit("false")) },
          },
        },
      },
      { params: { p: value } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: expected });
  });

  test("an error in one fails the run where the program would have thrown, and only there", async () => {
    const text = (raised: boolean): ProgramText => ({
      steps: { test: { body: "return null;", calls: [{ key: "test", ports: { g: ["guard", "$.out().x"], no: ["guard", "false"] } }] }, same: same("then") },
      scopes: {
        main: {
          tasks: [pod("test", "test"), pod("then", "same", { needs: ["test"], guards: [guard("test", "g")], reads: { x: lit("1") } })],
          raises: [{ ref: out("test", 0, "g"), guards: raised ? [] : [guard("test", "no")], span: SPAN }],
        },
      },
    });
    const raised = await runProgram(await writeProgram(text(true)));
    expect(raised.outcome).toMatchObject({ status: "failed", failure: { cause: "program", name: "TypeError", at: "main.ts:9:9" } });
    expect(raised.story).toContain("skipped then");
    expect((await runProgram(text(false))).outcome).toMatchObject({ status: "succeeded" });
  });
});

describe("fan-outs", () => {
  const each: ProgramText["steps"] = {
    each: { body: "await new Promise((r) => setTimeout(r, input.x % 3 * 20)); return { i: input.i, y: input.x * input.k, item: ctx.run.item };", calls: [{ key: "each", reads: { item: 0, k: 0 }, input: "{ i: item()[0], x: item()[1], k: k() }", inFanout: true }] },
    list: { body: "return input.xs;", calls: [{ key: "list", reads: { xs: 0 }, input: "{ xs: xs() }", ports: { items: ["items", "$.out()"] } }] },
    total: { body: "return input.ys.map((one) => [one.i, one.y, one.item]);", calls: [{ key: "total", reads: { ys: 1 }, input: "{ ys: ys() }" }] },
  };
  const overItems = (xs: readonly number[]): ReturnType<typeof runProgram> =>
    runProgram(
      {
        steps: each,
        params: ["xs", "k"],
        scopes: {
          main: {
            inputs: ["xs", "k"],
            tasks: [
              pod("list", "list", { reads: { xs: input("xs") } }),
              fanout("all", { kind: "items", ref: out("list", 0, "items") }, "body", { needs: ["list"], captures: { k: input("k") } }),
              pod("total", "total", { needs: ["all"], reads: { ys: out("all", 1) } }),
            ],
            output: source(out("total")),
          },
          body: { inputs: ["item", "k"], tasks: [pod("each", "each", { reads: { item: input("item"), k: input("k") } })], output: source(out("each")) },
        },
      },
      { params: { xs, k: 10 } },
    );

  test("collect in the order of the list, not of the end", async () => {
    const run = await overItems([5, 3, 4]);
    expect(run.outcome).toMatchObject({ status: "succeeded", result: [[0, 50, "0"], [1, 30, "1"], [2, 40, "2"]] });
    expect(run.events.find((event) => event.kind === "fanout-expanded")).toMatchObject({ items: 3, task: { path: "all", kind: "fanout" } });
    expect(run.events.find((event) => event.kind === "task-started" && event.task.path === "all[1]/each")).toMatchObject({ task: { item: 1, step: "each", kind: "step" } });
  });

  test("of nothing give an empty list", async () => {
    expect((await overItems([])).outcome).toMatchObject({ status: "succeeded", result: [] });
  });

  test("over a list parameter go by index, and nested ones nest", async () => {
    const run = await runProgram(
      {
        steps: {
          cell: { body: "return [input.row[input.j], ctx.run.item];", calls: [{ key: "cell", reads: { rows: 0, outer: 0, item: 0 }, input: "{ row: rows()[outer()[0]], j: item()[0] }", inFanout: true }] },
          all: { body: "return input.cells;", calls: [{ key: "all", reads: { cells: 2 }, input: "{ cells: cells() }" }] },
        },
        params: ["rows"],
        scopes: {
          main: {
            inputs: ["rows"],
            tasks: [fanout("rows", { kind: "array", ref: input("rows") }, "row", { captures: { rows: input("rows") } }), pod("all", "all", { needs: ["rows"], reads: { cells: out("rows", 2) } })],
            output: source(out("all")),
          },
          row: {
            inputs: ["item", "rows"],
            tasks: [fanout("cells", { kind: "constant", items: ["[0,0]", "[1,1]"] }, "cell", { captures: { rows: input("rows"), outer: input("item") } })],
            output: source(out("cells", 1)),
          },
          cell: { inputs: ["item", "rows", "outer"], tasks: [pod("cell", "cell", { reads: { item: input("item"), rows: input("rows"), outer: input("outer") } })], output: source(out("cell")) },
        },
      },
      { params: { rows: [[1, 2], [3, 4]] } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: [[[1, "0.0"], [2, "0.1"]], [[3, "1.0"], [4, "1.1"]]] });
    expect(run.story).toContain("finished rows[1]/cells[0]/cell");
  });

  test("over what is no list fail as the program would", async () => {
    const run = await runProgram(
      { steps: {}, params: ["xs"], scopes: { main: { inputs: ["xs"], tasks: [fanout("all", { kind: "array", ref: input("xs") }, "body")] }, body: { inputs: ["item"], tasks: [] } } },
      { params: { xs: 5 } },
    );
    expect(run.outcome).toMatchObject({ status: "failed", failure: { cause: "program", name: "TypeError", task: "all", at: "main.ts:1:1" } });
  });

  test("that are skipped give undefined", async () => {
    const native = { ref: input("go"), is: true, native: { kind: "truthy", param: "go" } } as const;
    const run = await runProgram(
      {
        steps: { total: { body: "return String(input.ys);", calls: [{ key: "total", reads: { ys: 1 }, input: "{ ys: ys() }" }] } },
        params: ["go"],
        scopes: {
          main: { inputs: ["go"], tasks: [fanout("all", { kind: "constant", items: ["[0,0]"] }, "body", { guards: [native] }), pod("total", "total", { needs: ["all"], reads: { ys: out("all", 1) } })], output: source(out("total")) },
          body: { inputs: ["item"], tasks: [] },
        },
      },
      { params: { go: false } },
    );
    expect(run.outcome).toMatchObject({ status: "succeeded", result: "undefined" });
  });

  test("run the other items to their end when one fails", async () => {
    const run = await runProgram({
      steps: {
        a: { body: "if (input.i === 1) throw new RangeError('no ' + input.i); await new Promise((r) => setTimeout(r, 300)); return input.i;", calls: [{ key: "a", reads: { item: 0 }, input: "{ i: item()[0] }", inFanout: true }] },
        b: { body: "return input.x;", calls: [{ key: "b", reads: { x: 0 }, input: "{ x: x() }", inFanout: true }] },
        last: { body: "return 1;", calls: [{ key: "last" }] },
      },
      scopes: {
        main: { tasks: [fanout("all", { kind: "constant", items: ["[0,0]", "[1,1]", "[2,2]"] }, "body"), pod("last", "last", { needs: ["all"] })] },
        body: { inputs: ["item"], tasks: [pod("a", "a", { reads: { item: input("item") } }), pod("b", "b", { needs: ["a"], reads: { x: out("a") } })], output: source(out("b")) },
      },
    });
    expect(run.outcome).toMatchObject({ status: "failed", failure: { name: "RangeError", message: "no 1", step: "a", item: 1, task: "all[1]/a", cause: "error" }, others: [] });
    expect(run.story).toEqual(expect.arrayContaining(["finished all[0]/b", "finished all[2]/b", "failed all[1]/a", "fanout-finished all"]));
    expect(run.story.filter((line) => line.includes("last") || line.includes("all[1]/b"))).toEqual([]);
  });
});

describe("a failing step", () => {
  test("fails the run with its name, its line and its last words; what is behind it does not start, what is beside it ends", async () => {
    const run = await runProgram({
      steps: {
        bad: { body: "console.log('reading');\nthrow new TypeError('boom');", calls: [{ key: "bad" }] },
        slow: { body: "await new Promise((r) => setTimeout(r, 500)); return 1;", calls: [{ key: "slow" }, { key: "after", reads: { x: 0 } }] },
        behind: { body: "return 1;", calls: [{ key: "behind" }] },
      },
      scopes: { main: { tasks: [pod("bad", "bad"), pod("slow", "slow"), pod("behind", "behind", { needs: ["bad"] }), pod("after", "slow", { needs: ["slow"], reads: { x: out("slow") } })] } },
    });
    expect(run.outcome).toMatchObject({
      status: "failed",
      failure: { name: "TypeError", message: "boom", step: "bad", at: "bad.ts:3:7", cause: "error", exitCode: 1, attempts: 1, task: "bad" },
    });
    expect(run.outcome.status === "failed" && run.outcome.failure.log?.[0]).toBe("reading");
    expect(run.story).toContain("finished after");
    expect(run.story.some((line) => line.includes("behind"))).toBe(false);
  });

  test.each([
    ["leaves the process", "process.exit(3);", { cause: "error", exitCode: 3, message: "the step called process.exit(3)", at: "bad.ts:2:9" }],
    ["gives what JSON cannot hold", "return new Map();", { cause: "value", exitCode: 65, name: "NotJsonError" }],
    ["runs out of memory", "const a = []; for (;;) a.push(new Array(1e5).fill(Math.random()));", { cause: "oom", exitCode: 134, name: "OutOfMemoryError", message: "the step ran out of memory (its limit is 64 MiB)" }],
    ["is killed from outside", "process.kill(process.pid, 'SIGKILL'); await new Promise((r) => setTimeout(r, 5000));", { cause: "oom", exitCode: 137 }],
    ["is told to end from outside", "process.kill(process.pid, 'SIGTERM'); await new Promise((r) => setTimeout(r, 5000));", { cause: "preempted", exitCode: 143 }],
  ])("%s", async (_, body, failure) => {
    const run = await runProgram({ steps: { bad: { body, options: { memory: { request: "64Mi", limit: "64Mi" } }, calls: [{ key: "bad" }] } }, scopes: { main: { tasks: [pod("bad", "bad")] } } });
    expect(run.outcome).toMatchObject({ status: "failed", failure: { ...failure, step: "bad" } });
  });

  test("is tried again as its retry says, and knows the attempt", async () => {
    const flaky = (retry: NonNullable<NonNullable<ProgramText["steps"][string]["options"]>["retry"]>, body = "if (ctx.attempt < 2) throw new Error('not yet'); return ctx.attempt;"): ReturnType<typeof runProgram> =>
      runProgram({ steps: { flaky: { body, options: { retry }, calls: [{ key: "flaky" }] } }, scopes: { main: { tasks: [pod("flaky", "flaky")], output: source(out("flaky")) } } });
    const good = await flaky({ limit: 2, on: ["error"], backoffSeconds: 0.1 });
    expect(good.outcome).toMatchObject({ status: "succeeded", result: 2 });
    expect(good.story).toEqual(["started flaky", "retrying flaky", "started flaky", "retrying flaky", "started flaky", "finished flaky"]);
    expect(good.events.filter((event) => event.kind === "task-retrying").map(({ delaySeconds }) => delaySeconds)).toEqual([0.1, 0.2]);
    expect((await flaky({ limit: 1, on: ["error"] })).outcome).toMatchObject({ status: "failed", failure: { attempts: 2 } });
    expect((await flaky({ limit: 5, on: ["oom"] })).outcome).toMatchObject({ status: "failed", failure: { attempts: 1 } });
    expect((await flaky({ limit: 5, on: ["error"], exitCodes: [7] })).outcome).toMatchObject({ status: "failed", failure: { attempts: 1 } });
    expect((await flaky({ limit: 5, on: ["error"], exitCodes: [7] }, "if (ctx.attempt < 1) process.exit(7); return 1;")).outcome).toMatchObject({ status: "succeeded" });
    expect((await flaky({ limit: 5, on: ["error"] }, "const e = new Error('never'); e[Symbol.for('argosy.NonRetriableError')] = true; throw e;")).outcome).toMatchObject({ failure: { attempts: 1, exitCode: 64 } });
    expect((await flaky({ limit: 5, on: ["error"] }, "return 1n;")).outcome).toMatchObject({ failure: { attempts: 1, cause: "value" } });
  });

  test("ends at its timeout, by force when it does not listen", async () => {
    const timed = async (body: string): Promise<number> => {
      const started = Date.now();
      const run = await runProgram({ steps: { slow: { body, options: { timeoutSeconds: 0.4 }, calls: [{ key: "slow" }] } }, scopes: { main: { tasks: [pod("slow", "slow")] } } });
      expect(run.outcome).toMatchObject({ status: "failed", failure: { cause: "timeout", name: "TimeoutError", message: "the step ran longer than its timeout of 0.4 s" } });
      return Date.now() - started;
    };
    expect(await timed("await new Promise((r) => setTimeout(r, 60_000));")).toBeLessThan(1_300);
    expect(await timed("for (;;);")).toBeGreaterThan(1_300);
  });

  test("a program that throws before the step starts nothing", async () => {
    const run = await runProgram({
      steps: { never: { body: "console.log('ran');", calls: [{ key: "never", checks: ["null.x"] }] } },
      scopes: { main: { tasks: [pod("never", "never")] } },
    });
    expect(run.outcome).toMatchObject({ status: "failed", failure: { cause: "program", name: "TypeError", at: "main.ts:1:1", exitCode: 66 } });
  });
});

describe("a run", () => {
  test("keeps its events, values and result, shares its bundles, and leaves no temporary files", async () => {
    const text = await writeProgram({ steps: { same: same("a") }, scopes: { main: { tasks: [pod("a", "same", { reads: { x: lit("[1]") } })], output: source(out("a")) } } });
    const first = await runProgram(text);
    const home = join(first.workDir, ".argosy");
    const folder = join(home, "runs", first.outcome.run);
    const kept = readFileSync(join(folder, "events.jsonl"), "utf8").trimEnd().split("\n");
    expect(kept.map((line) => JSON.parse(line) as unknown)).toEqual(first.events);
    expect(readFileSync(join(folder, "result.json"), "utf8")).toBe("[1]");
    expect(readFileSync(join(folder, "values/a/out/out"), "utf8")).toBe("[1]");
    expect(readdirSync(join(home, "bundles"))).toEqual([`${text.bundles[0]?.sha256}.mjs`]);
    const second = await runProgram(text, { workDir: first.workDir });
    expect(second.outcome.run).not.toBe(first.outcome.run);
    expect(readdirSync(join(home, "runs"))).toHaveLength(2);
  });

  test("has as many steps at once as its parallelism says", async () => {
    const items = Array.from({ length: 6 }, (_, index) => `[${index},0]`);
    const run = await runProgram({
      steps: { each: { body: "return 1;", options: { cpu: { request: "1m" }, memory: { request: "64Mi" } }, calls: [{ key: "each" }] } },
      options: { parallelism: 2 },
      scopes: { main: { tasks: [fanout("all", { kind: "constant", items }, "body")] }, body: { inputs: ["item"], tasks: [pod("each", "each")] } },
    });
    expect(run.outcome.status).toBe("succeeded");
    expect(mostAtOnce(run.events)).toBe(2);
  });

  test("has as many steps at once as fit the machine; a larger one runs alone, with one warning", async () => {
    const items = Array.from({ length: 5 }, (_, index) => `[${index},0]`);
    const run = await runProgram(
      {
        steps: {
          each: { body: "return 1;", options: { cpu: { request: "500m" }, memory: { request: "100Mi" } }, calls: [{ key: "each" }] },
          huge: { body: "return 1;", options: { memory: { request: "1Ti" } }, calls: [{ key: "huge" }, { key: "huge2" }] },
        },
        scopes: { main: { tasks: [fanout("all", { kind: "constant", items }, "body"), pod("huge", "huge"), pod("huge2", "huge")] }, body: { inputs: ["item"], tasks: [pod("each", "each")] } },
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
      steps: { slow: { body: "await new Promise((r) => setTimeout(r, 60_000));", calls: [{ key: "slow" }, { key: "behind" }] } },
      options: { timeoutSeconds: 0.5 },
      scopes: { main: { tasks: [pod("slow", "slow"), pod("behind", "slow", { needs: ["slow"] })] } },
    });
    expect(run.outcome).toMatchObject({ status: "failed", failure: { cause: "timeout", message: "the run took longer than its timeout of 0.5 s" } });
  });

  test("that is stopped stops its steps, and what they started", async () => {
    const controller = new AbortController();
    const body = `
      const { spawn } = await import("node:child_process");
      const child = spawn("sleep", ["600"], { stdio: "inherit" });
      console.log("pid " + child.pid + " " + process.pid + " " + ctx.tmp);
      await new Promise((r) => setTimeout(r, 60_000));`;
    const run = await runProgram(
      { steps: { slow: { body, calls: [{ key: "slow" }, { key: "behind" }] } }, scopes: { main: { tasks: [pod("slow", "slow"), pod("behind", "slow", { needs: ["slow"] })] } } },
      { signal: controller.signal, onEvent: (event) => { if (event.kind === "task-log" && event.line.startsWith("pid")) controller.abort(); } },
    );
    expect(run.outcome).toMatchObject({ status: "cancelled", failure: { cause: "cancelled" } });
    expect(run.story).toEqual(["started slow", "failed slow"]);
    const line = run.events.flatMap((event) => (event.kind === "task-log" && event.line.startsWith("pid") ? [event.line] : []))[0] ?? "";
    const [, child = "", self = "", tmp = ""] = line.split(" ");
    expect([stateOf(child), stateOf(self)]).toEqual(["gone", "gone"]);
    expect(existsSync(tmp)).toBe(false);
  });

  test("that was stopped before it began starts nothing", async () => {
    const run = await runProgram({ steps: { same: same("a") }, scopes: { main: { tasks: [pod("a", "same", { reads: { x: lit("1") } })] } } }, { signal: AbortSignal.abort() });
    expect(run.outcome.status).toBe("cancelled");
    expect(run.story).toEqual([]);
  });

  test("refuses a program that contradicts itself, instead of waiting for ever", async () => {
    const refused = (tasks: ProgramText["scopes"][string]["tasks"]): Promise<unknown> => runProgram({ steps: { same: same("a", "b") }, scopes: { main: { tasks } } });
    await expect(refused([pod("a", "same", { needs: ["b"] }), pod("b", "same", { needs: ["a"] })])).rejects.toThrow("in a circle");
    await expect(refused([pod("a", "same", { needs: ["z"] })])).rejects.toThrow("uses z");
    await expect(refused([pod("a", "same", { reads: { x: input("q") } })])).rejects.toThrow("uses q");
    await expect(refused([pod("a", "other")])).rejects.toThrow("no bundle");
    await expect(refused([fanout("a", { kind: "constant", items: [] }, "main")])).rejects.toThrow("contains itself");
  });

  test("that reads a task it does not wait for fails, instead of guessing", async () => {
    const run = await runProgram({ steps: { same: same("a", "b") }, scopes: { main: { tasks: [pod("b", "same", { reads: { x: out("a") } }), pod("a", "same", { reads: { x: lit("1") } })] } } });
    expect(run.outcome).toMatchObject({ status: "failed", failure: { cause: "internal", message: "the port out of task a is read before it is there" } });
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
