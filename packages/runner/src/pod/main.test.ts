import { readdirSync } from "node:fs";
import { encodeWire } from "@argosy/sdk/runtime";
import { describe, expect, test } from "vitest";
import { call, runPodOf, stepWith } from "../fixtures/run-pod.ts";

describe("a step", () => {
  test("gets its input and leaves its result, and its log is its own", async () => {
    const source = stepWith(`ctx.log("got %d", input.x); console.error("careful"); return { y: input.x + 1 };`);
    const calls = call({ reads: `const x = $.read("x", 0);`, input: "{ x: x() }" });
    const pod = await runPodOf({ step: "add", source, calls }, { input: { x: "41" } });
    expect(pod).toMatchObject({
      exitCode: 0,
      ports: { out: '{"y":42}' },
      stdout: "got 41\n",
      stderr: "careful\n",
      termination: "",
    });
    expect(pod.report).toMatchObject({ exitCode: 0, metrics: [], artifacts: [] });
    expect(pod.report.peakMemoryBytes).toBeGreaterThan(10 * 2 ** 20);
  });

  test("may be synchronous, and without a result it gives null", async () => {
    const pod = await runPodOf({ step: "quiet", source: "export const step = () => {};", calls: call({}) });
    expect(pod).toMatchObject({ exitCode: 0, ports: { out: "null" } });
  });

  test("knows its run, its attempt and its item", async () => {
    const source = stepWith(`return { run: ctx.run, attempt: ctx.attempt, aborted: ctx.signal.aborted };`);
    const pod = await runPodOf(
      { step: "who", source, calls: call({}) },
      { env: { ARGOSY_ATTEMPT: "2", ARGOSY_ITEM: "3.0" } },
    );
    expect(JSON.parse(pod.ports["out"] ?? "")).toEqual({
      run: { id: "run-1", step: "who", item: "3.0" },
      attempt: 2,
      aborted: false,
    });
  });

  test("has a folder of its own that is gone afterwards", async () => {
    const source = stepWith(
      `const fs = await import("node:fs"); fs.writeFileSync(ctx.tmp + "/a", "a"); return ctx.tmp;`,
    );
    const pod = await runPodOf({ step: "files", source, calls: call({}) });
    expect(() => readdirSync(JSON.parse(pod.ports["out"] ?? "") as string)).toThrow("ENOENT");
  });

  test("saves files and metrics, and the report tells", async () => {
    const source = stepWith(
      `ctx.metric("accuracy", 0.5); const a = await ctx.save("a.txt", "hello"); return { text: await ctx.read(a, "text"), a };`,
    );
    const pod = await runPodOf({ step: "saves", source, calls: call({}) });
    expect(JSON.parse(pod.ports["out"] ?? "")).toMatchObject({
      text: "hello",
      a: { bytes: 5, type: "dataset", mediaType: "text/plain" },
    });
    expect(pod.report).toMatchObject({ metrics: [{ name: "accuracy", value: 0.5 }], artifacts: [{ bytes: 5 }] });
    expect(pod.stdout).toBe("metric accuracy = 0.5\n");
  });

  test("without a store it is told so when it saves", async () => {
    const pod = await runPodOf(
      { step: "saves", source: stepWith(`await ctx.save("a.txt", "hello");`), calls: call({}) },
      { env: { ARGOSY_STORE: "" } },
    );
    expect(pod.exitCode).toBe(1);
    expect(pod.termination).toMatch(/^StoreError: this run has no store for files.*\(at saves\.ts:2:11\)$/);
  });

  test("values survive, whatever text is in them", async () => {
    const hostile = [
      "{{inputs.parameters.x}}",
      "$(HOME) $$ ${x}",
      "\"'\\\n\t\u0000",
      "😀\ud800",
      "",
      "\u2028",
      { $argosy: "undefined" },
      -0,
      2 ** 53,
      null,
      { __proto__: null, "": [[], {}] },
    ];
    const calls = call({
      reads: `const x = $.read("x", 0);`,
      input: "{ x: x() }",
      ports: `p: ["value", () => x(), "p.ts:1:1"]`,
    });
    const pod = await runPodOf(
      { step: "same", source: stepWith("return input.x;"), calls },
      { input: { x: encodeWire(hostile) } },
    );
    expect(pod.exitCode).toBe(0);
    expect(pod.ports["out"]).toBe(encodeWire(JSON.parse(JSON.stringify(hostile)) as never));
    expect(pod.ports["p"]).toBe(pod.ports["out"]);
    expect(pod.ports["out"]).not.toMatch(/\{\{|\$\(|\$\$|[^\x20-\x7e]/);
  });
});

describe("a failing step", () => {
  test("names the error and the author's line", async () => {
    const source = stepWith(
      `const check = (n: number): void => {\n  if (n > 0) throw new RangeError("too\\nmuch");\n};\ncheck(1);`,
    );
    const pod = await runPodOf({ step: "train", source, calls: call({}) });
    expect(pod.exitCode).toBe(1);
    expect(pod.report.error).toEqual({ name: "RangeError", message: "too\nmuch", step: "train", at: "train.ts:3:20" });
    expect(pod.termination).toBe("RangeError: too\nmuch (at train.ts:3:20)");
    expect(pod.stderr).toMatch(
      /^RangeError: too\nmuch\n {4}at check \(train\.ts:3:20\)\n {4}at .*\(train\.ts:\d+:\d+\)\n$/,
    );
    expect(pod.ports).toEqual({});
  });

  test.each([
    [`throw "just text"`, { name: "Error", message: "just text", at: "odd.ts:1" }],
    [`throw undefined`, { name: "Error", message: "undefined", at: "odd.ts:1" }],
    [`throw { code: 7 }`, { name: "Error", message: '{"code":7}', at: "odd.ts:1" }],
    [
      `throw new Proxy({}, { get() { throw new Error("no"); }, getPrototypeOf() { throw new Error("no"); } })`,
      { name: "Error", at: "odd.ts:1" },
    ],
    [
      `const e = new Error("x"); Object.defineProperty(e, "stack", { get() { throw 1; } }); throw e`,
      { message: "x", at: "odd.ts:1" },
    ],
    [
      `throw new Error("outer", { cause: new TypeError("inner") })`,
      { message: "outer", at: "odd.ts:2:7", cause: { name: "TypeError", message: "inner" } },
    ],
  ])("%s", async (body, error) => {
    const pod = await runPodOf({ step: "odd", source: stepWith(body), calls: call({}) });
    expect(pod.exitCode).toBe(1);
    expect(pod.report.error).toMatchObject(error);
  });

  test("is not worth another attempt when it says so", async () => {
    const source = `import { NonRetriableError } from "@argosy/sdk/runtime";\nexport const step = () => { throw new NonRetriableError("empty"); };`;
    const pod = await runPodOf({ step: "stop", source, calls: call({}) });
    expect(pod).toMatchObject({ exitCode: 64, termination: "NonRetriableError: empty (at stop.ts:2:35)" });
  });

  test("is told which part of its result is no JSON", async () => {
    const pod = await runPodOf({
      step: "when",
      source: stepWith(`return { runs: [{ at: new Date(0) }] };`),
      calls: call({}),
    });
    expect(pod.exitCode).toBe(65);
    expect(pod.report.error?.message).toContain("result.runs[0].at is a Date");
    expect(pod.ports).toEqual({});
  });

  test("keeps the code that it left the process with, and its line", async () => {
    const pod = await runPodOf({
      step: "leaves",
      source: stepWith(`setTimeout(() => {}, 9e6);\nprocess.exit(3);`),
      calls: call({}),
    });
    expect(pod.exitCode).toBe(3);
    expect(pod.termination).toBe("Error: the step called process.exit(3) (at leaves.ts:3:9)");
  });

  test("cannot pass for done by leaving with 0", async () => {
    const pod = await runPodOf({ step: "leaves", source: stepWith(`process.exit();`), calls: call({}) });
    expect(pod).toMatchObject({ exitCode: 65, ports: {} });
    expect(pod.report).toMatchObject({
      exitCode: 65,
      error: { message: "the step called process.exit(0)", at: "leaves.ts:2:9" },
    });
  });

  test("does not hang on a promise that nothing can settle", async () => {
    const pod = await runPodOf({ step: "stuck", source: stepWith(`await new Promise(() => {});`), calls: call({}) });
    expect(pod.exitCode).toBe(65);
    expect(pod.report.error?.message).toContain("the step never ends");
  });

  test("fails by a rejection that it does not look at, or by an exception in a callback", async () => {
    const floating = stepWith(
      `void (async () => { throw new TypeError("lost"); })();\nawait new Promise((r) => setTimeout(r, 5000));`,
    );
    const callback = stepWith(
      `setTimeout(() => { throw new TypeError("lost"); }, 1);\nawait new Promise((r) => setTimeout(r, 5000));`,
    );
    for (const source of [floating, callback]) {
      const pod = await runPodOf({ step: "floats", source, calls: call({}) });
      expect(pod.exitCode).toBe(1);
      expect(pod.report.error).toMatchObject({
        name: "TypeError",
        message: "lost",
        step: "floats",
        at: expect.stringMatching(/^floats\.ts:2:\d+$/) as string,
      });
    }
  });
});

describe("the end of a step", () => {
  test("does not wait for what it left open", async () => {
    const source = stepWith(
      `setInterval(() => {}, 1000); (await import("node:net")).createServer().listen(0); void new Promise((_, no) => setTimeout(no, 1)); return 1;`,
    );
    const started = Date.now();
    const pod = await runPodOf({ step: "open", source, calls: call({}) });
    expect(pod).toMatchObject({ exitCode: 0, ports: { out: "1" } });
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  test("keeps everything that was printed", async () => {
    const pod = await runPodOf({
      step: "prints",
      source: stepWith(`for (let i = 0; i < 20000; i++) console.log("line " + i); return 1;`),
      calls: call({}),
    });
    expect(pod.stdout.split("\n")).toHaveLength(20_001);
  });

  test("is announced to a step that listens, which may end as it likes", async () => {
    const source = stepWith(
      `setInterval(() => {}, 1000); console.log("ready"); await new Promise((r) => ctx.signal.addEventListener("abort", r)); return "saved";`,
    );
    const pod = await runPodOf(
      { step: "listens", source, calls: call({}) },
      { onOutput: (pid) => process.kill(pid, "SIGTERM") },
    );
    expect(pod).toMatchObject({ exitCode: 0, ports: { out: '"saved"' } });
  });

  test("is at once for a step that does not listen", async () => {
    const source = stepWith(`console.log("ready"); await new Promise((r) => setTimeout(r, 60_000));`);
    const pod = await runPodOf(
      { step: "deaf", source, calls: call({}) },
      { onOutput: (pid) => process.kill(pid, "SIGTERM") },
    );
    expect(pod).toMatchObject({
      exitCode: 143,
      termination: "PreemptedError: the step was asked to stop (SIGTERM) (at deaf.ts:1)",
    });
  });

  test("by SIGTERM is not the step's own failure", async () => {
    const source = stepWith(
      `const { signal } = ctx; setInterval(() => {}, 1000); console.log("ready"); await new Promise((_, no) => signal.addEventListener("abort", () => no(new Error("interrupted"))));`,
    );
    const pod = await runPodOf(
      { step: "listens", source, calls: call({}) },
      { onOutput: (pid) => process.kill(pid, "SIGTERM") },
    );
    expect(pod).toMatchObject({ exitCode: 143, report: { error: { message: "interrupted" } } });
  });
});
