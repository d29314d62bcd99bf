import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeWire, encodeWireError, UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { describe, expect, test } from "vitest";
import { runPodOf } from "../fixtures/run-pod.ts";

/** A call whose input has all the reads as fields. */
function call({ reads = "", checks = "", input = "{}", ports = "", inFanout = false }: { reads?: string; checks?: string; input?: string | null; ports?: string; inFanout?: boolean }): string {
  const given = input === null ? "" : `input: () => (${input}),`;
  return `{ call: ($) => { ${reads} return { inFanout: ${inFanout}, checks: [${checks}], ${given} ports: { ${ports} } }; } }`;
}

function stepWith(body: string): string {
  return `export async function step(input: any, ctx: any): Promise<unknown> {\n${body}\n}`;
}

describe("a step", () => {
  test("gets its input and leaves its result, and its log is its own", async () => {
    const source = stepWith(`ctx.log("got %d", input.x); console.error("careful"); return { y: input.x + 1 };`);
    const calls = call({ reads: `const x = $.read("x", 0);`, input: "{ x: x() }" });
    const pod = await runPodOf({ step: "add", source, calls }, { input: { x: "41" } });
    expect(pod).toMatchObject({ exitCode: 0, ports: { out: '{"y":42}' }, stdout: "got 41\n", stderr: "careful\n", termination: "" });
    expect(pod.report).toMatchObject({ exitCode: 0, metrics: [], artifacts: [] });
    expect(pod.report.peakMemoryBytes).toBeGreaterThan(10 * 2 ** 20);
  });

  test("may be synchronous, and without a result it gives null", async () => {
    const pod = await runPodOf({ step: "quiet", source: "export const step = () => {};", calls: call({}) });
    expect(pod).toMatchObject({ exitCode: 0, ports: { out: "null" } });
  });

  test("knows its run, its attempt and its item", async () => {
    const source = stepWith(`return { run: ctx.run, attempt: ctx.attempt, aborted: ctx.signal.aborted };`);
    const pod = await runPodOf({ step: "who", source, calls: call({}) }, { env: { ARGOSY_ATTEMPT: "2", ARGOSY_ITEM: "3.0" } });
    expect(JSON.parse(pod.ports["out"] ?? "")).toEqual({ run: { id: "run-1", step: "who", item: "3.0" }, attempt: 2, aborted: false });
  });

  test("has a folder of its own that is gone afterwards", async () => {
    const source = stepWith(`const fs = await import("node:fs"); fs.writeFileSync(ctx.tmp + "/a", "a"); return ctx.tmp;`);
    const pod = await runPodOf({ step: "files", source, calls: call({}) });
    expect(() => readdirSync(JSON.parse(pod.ports["out"] ?? "") as string)).toThrow("ENOENT");
  });

  test("saves files and metrics, and the report tells", async () => {
    const source = stepWith(`ctx.metric("accuracy", 0.5); const a = await ctx.save("a.txt", "hello"); return { text: await ctx.read(a, "text"), a };`);
    const pod = await runPodOf({ step: "saves", source, calls: call({}) });
    expect(JSON.parse(pod.ports["out"] ?? "")).toMatchObject({ text: "hello", a: { bytes: 5, type: "dataset", mediaType: "text/plain" } });
    expect(pod.report).toMatchObject({ metrics: [{ name: "accuracy", value: 0.5 }], artifacts: [{ bytes: 5 }] });
    expect(pod.stdout).toBe("metric accuracy = 0.5\n");
  });

  test("without a store it is told so when it saves", async () => {
    const pod = await runPodOf({ step: "saves", source: stepWith(`await ctx.save("a.txt", "hello");`), calls: call({}) }, { env: { ARGOSY_STORE: "" } });
    expect(pod.exitCode).toBe(1);
    expect(pod.termination).toMatch(/^StoreError: this run has no store for files.*\(at saves\.ts:2:11\)$/);
  });

  test("values survive, whatever text is in them", async () => {
    const hostile = ["{{inputs.parameters.x}}", "$(HOME) $$ ${x}", "\"'\\\n\t\u0000", "😀\ud800", "", "\u2028", { $argosy: "undefined" }, -0, 2 ** 53, null, { __proto__: null, "": [[], {}] }];
    const calls = call({ reads: `const x = $.read("x", 0);`, input: "{ x: x() }", ports: `p: ["value", () => x(), "p.ts:1:1"]` });
    const pod = await runPodOf({ step: "same", source: stepWith("return input.x;"), calls }, { input: { x: encodeWire(hostile as never) } });
    expect(pod.exitCode).toBe(0);
    expect(pod.ports["out"]).toBe(encodeWire(JSON.parse(JSON.stringify(hostile)) as never));
    expect(pod.ports["p"]).toBe(pod.ports["out"]);
    expect(pod.ports["out"]).not.toMatch(/\{\{|\$\(|\$\$|[^\x20-\x7e]/);
  });
});

describe("a failing step", () => {
  test("names the error and the author's line", async () => {
    const source = stepWith(`const check = (n: number): void => {\n  if (n > 0) throw new RangeError("too\\nmuch");\n};\ncheck(1);`);
    const pod = await runPodOf({ step: "train", source, calls: call({}) });
    expect(pod.exitCode).toBe(1);
    expect(pod.report.error).toEqual({ name: "RangeError", message: "too\nmuch", step: "train", at: "train.ts:3:20" });
    expect(pod.termination).toBe("RangeError: too\nmuch (at train.ts:3:20)");
    expect(pod.stderr).toMatch(/^RangeError: too\nmuch\n {4}at check \(train\.ts:3:20\)\n {4}at .*\(train\.ts:\d+:\d+\)\n$/);
    expect(pod.ports).toEqual({});
  });

  test.each([
    [`throw "just text"`, { name: "Error", message: "just text", at: "odd.ts:1" }],
    [`throw undefined`, { name: "Error", message: "undefined", at: "odd.ts:1" }],
    [`throw { code: 7 }`, { name: "Error", message: '{"code":7}', at: "odd.ts:1" }],
    [`throw new Proxy({}, { get() { throw new Error("no"); }, getPrototypeOf() { throw new Error("no"); } })`, { name: "Error", at: "odd.ts:1" }],
    [`const e = new Error("x"); Object.defineProperty(e, "stack", { get() { throw 1; } }); throw e`, { message: "x", at: "odd.ts:1" }],
    [`throw new Error("outer", { cause: new TypeError("inner") })`, { message: "outer", at: "odd.ts:2:7", cause: { name: "TypeError", message: "inner" } }],
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
    const pod = await runPodOf({ step: "when", source: stepWith(`return { runs: [{ at: new Date(0) }] };`), calls: call({}) });
    expect(pod.exitCode).toBe(65);
    expect(pod.report.error?.message).toContain("result.runs[0].at is a Date");
    expect(pod.ports).toEqual({});
  });

  test("keeps the code that it left the process with, and its line", async () => {
    const pod = await runPodOf({ step: "leaves", source: stepWith(`setTimeout(() => {}, 9e6);\nprocess.exit(3);`), calls: call({}) });
    expect(pod.exitCode).toBe(3);
    expect(pod.termination).toBe("Error: the step called process.exit(3) (at leaves.ts:3:9)");
  });

  test("cannot pass for done by leaving with 0", async () => {
    const pod = await runPodOf({ step: "leaves", source: stepWith(`process.exit();`), calls: call({}) });
    expect(pod).toMatchObject({ exitCode: 65, ports: {} });
    expect(pod.report).toMatchObject({ exitCode: 65, error: { message: "the step called process.exit(0)", at: "leaves.ts:2:9" } });
  });

  test("does not hang on a promise that nothing can settle", async () => {
    const pod = await runPodOf({ step: "stuck", source: stepWith(`await new Promise(() => {});`), calls: call({}) });
    expect(pod.exitCode).toBe(65);
    expect(pod.report.error?.message).toContain("the step never ends");
  });

  test("fails by a rejection that it does not look at, or by an exception in a callback", async () => {
    const floating = stepWith(`void (async () => { throw new TypeError("lost"); })();\nawait new Promise((r) => setTimeout(r, 5000));`);
    const callback = stepWith(`setTimeout(() => { throw new TypeError("lost"); }, 1);\nawait new Promise((r) => setTimeout(r, 5000));`);
    for (const source of [floating, callback]) {
      const pod = await runPodOf({ step: "floats", source, calls: call({}) });
      expect(pod.exitCode).toBe(1);
      expect(pod.report.error).toMatchObject({ name: "TypeError", message: "lost", step: "floats", at: expect.stringMatching(/^floats\.ts:2:\d+$/) as string });
    }
  });
});

describe("the end of a step", () => {
  test("does not wait for what it left open", async () => {
    const source = stepWith(`setInterval(() => {}, 1000); (await import("node:net")).createServer().listen(0); void new Promise((_, no) => setTimeout(no, 1)); return 1;`);
    const started = Date.now();
    const pod = await runPodOf({ step: "open", source, calls: call({}) });
    expect(pod).toMatchObject({ exitCode: 0, ports: { out: "1" } });
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  test("keeps everything that was printed", async () => {
    const pod = await runPodOf({ step: "prints", source: stepWith(`for (let i = 0; i < 20000; i++) console.log("line " + i); return 1;`), calls: call({}) });
    expect(pod.stdout.split("\n")).toHaveLength(20_001);
  });

  test("is announced to a step that listens, which may end as it likes", async () => {
    const source = stepWith(`setInterval(() => {}, 1000); console.log("ready"); await new Promise((r) => ctx.signal.addEventListener("abort", r)); return "saved";`);
    const pod = await runPodOf({ step: "listens", source, calls: call({}) }, { onOutput: (pid) => process.kill(pid, "SIGTERM") });
    expect(pod).toMatchObject({ exitCode: 0, ports: { out: '"saved"' } });
  });

  test("is at once for a step that does not listen", async () => {
    const source = stepWith(`console.log("ready"); await new Promise((r) => setTimeout(r, 60_000));`);
    const pod = await runPodOf({ step: "deaf", source, calls: call({}) }, { onOutput: (pid) => process.kill(pid, "SIGTERM") });
    expect(pod).toMatchObject({ exitCode: 143, termination: "PreemptedError: the step was asked to stop (SIGTERM) (at deaf.ts:1)" });
  });

  test("by SIGTERM is not the step's own failure", async () => {
    const source = stepWith(`const { signal } = ctx; setInterval(() => {}, 1000); console.log("ready"); await new Promise((_, no) => signal.addEventListener("abort", () => no(new Error("interrupted"))));`);
    const pod = await runPodOf({ step: "listens", source, calls: call({}) }, { onOutput: (pid) => process.kill(pid, "SIGTERM") });
    expect(pod).toMatchObject({ exitCode: 143, report: { error: { message: "interrupted" } } });
  });
});

describe("reads", () => {
  const same = { step: "same", source: stepWith("return input.x === undefined ? 'absent' : input.x;") };
  const read = (lists: number, lenient = ""): string => call({ reads: `const x = $.read("x", ${lists}${lenient});`, input: "{ x: x() }" });

  test.each([
    ["undefined", 0, UNDEFINED_WIRE, '"absent"'],
    ["a marked value", 0, encodeWire({ $argosy: "error" }), encodeWire({ $argosy: "error" })],
    ["a list", 1, JSON.stringify(["1", '"a"', "null"]), '[1,"a",null]'],
    ["an empty list", 1, "[]", "[]"],
    ["a list of lists", 2, JSON.stringify([JSON.stringify(["1", "2"]), "[]"]), "[[1,2],[]]"],
    ["a list that a skipped fan-out did not make", 1, UNDEFINED_WIRE, '"absent"'],
  ])("%s", async (_, lists, wire, out) => {
    const pod = await runPodOf({ ...same, calls: read(lists) }, { input: { x: wire } });
    expect(pod).toMatchObject({ exitCode: 0, ports: { out } });
  });

  test.each([
    ["text that is JSON text", JSON.stringify('"quoted"'), '"quoted"'],
    ["bare text", JSON.stringify("hello"), '"hello"'],
    ["bare text that is a number", JSON.stringify("5"), '"5"'],
    ["bare text that looks like JSON", JSON.stringify('{"a":1}'), encodeWire('{"a":1}')],
    ["nothing", JSON.stringify(UNDEFINED_WIRE), '"absent"'],
  ])("a string parameter: %s", async (_, wire, out) => {
    const pod = await runPodOf({ ...same, calls: read(0, ", true") }, { input: { x: wire } });
    expect(pod).toMatchObject({ exitCode: 0, ports: { out } });
  });

  test("an error is thrown where the program looks at it, and only there", async () => {
    const wire = encodeWireError({ name: "TypeError", message: "no rows", step: "load", at: "main.ts:3:9" });
    const thrown = await runPodOf({ ...same, calls: read(0) }, { input: { x: wire } });
    expect(thrown).toMatchObject({ exitCode: 66, termination: "TypeError: no rows (at main.ts:3:9)", ports: {} });
    expect(thrown.report.error).toMatchObject({ step: "load" });
    const ignored = await runPodOf({ ...same, calls: call({ reads: `const x = $.read("x", 0);`, input: "{ x: 1 }", ports: `p: ["value", x, "main.ts:9:9"]` }) }, { input: { x: wire } });
    expect(ignored).toMatchObject({ exitCode: 0, ports: { out: "1", p: wire } });
  });

  test("from a file, for inputs that no environment holds", async () => {
    const folder = (await runPodOf({ ...same, calls: read(0) }, { input: { x: "1" } })).folder;
    const file = join(folder, "in.json");
    writeFileSync(file, JSON.stringify({ x: "x".repeat(300_000) }));
    const pod = await runPodOf({ ...same, source: stepWith("return input.x.length"), calls: read(0) }, { env: { ARGOSY_IN_FILE: file } });
    expect(pod).toMatchObject({ exitCode: 0, ports: { out: "300000" } });
  });

  test.each([
    ["a placeholder that nobody filled in", '{"x":{{tasks.load.outputs.parameters.out}}}', "still has the placeholder {{tasks.load.outputs.parameters.out}}"],
    ["text", "hello", "is not JSON"],
    ["a list", "[1]", "is not a JSON object: [1]"],
  ])("refused: %s", async (_, text, message) => {
    const pod = await runPodOf({ ...same, calls: read(0) }, { env: { ARGOSY_IN: text } });
    expect(pod.exitCode).toBe(65);
    expect(pod.termination).toContain(message);
  });

  test("refused: a file that is not there", async () => {
    const pod = await runPodOf({ ...same, calls: read(0) }, { env: { ARGOSY_IN_FILE: "/nowhere" } });
    expect(pod).toMatchObject({ exitCode: 65 });
    expect(pod.termination).toContain("ENOENT");
  });

  test("an unknown call or read is a bug of ours", async () => {
    const call1 = await runPodOf({ ...same, calls: read(0) }, { call: "other" });
    expect(call1).toMatchObject({ exitCode: 70, termination: "Error: the bundle has no call `other`" });
    const read1 = await runPodOf({ ...same, calls: read(0) });
    expect(read1).toMatchObject({ exitCode: 70, termination: "Error: the input has no `x`" });
  });
});

describe("the code around a call", () => {
  test("runs its checks first and in order, each once", async () => {
    const calls = `{ call: ($) => {
      const seen = [];
      const a = $.bind("main.ts:1:1", () => { seen.push("a"); return 1; });
      const b = $.bind("main.ts:2:1", () => { seen.push("b"); return a() + 1; });
      return { inFanout: false, checks: [b, a], input: () => ({ seen: [...seen], sum: a() + b() }), ports: {} };
    } }`;
    const pod = await runPodOf({ step: "same", source: stepWith("return input;"), calls });
    expect(pod).toMatchObject({ exitCode: 0, ports: { out: '{"seen":["b","a"],"sum":3}' } });
  });

  test("that throws before the step keeps the step from running", async () => {
    const calls = call({ reads: `const b = $.bind("main.ts:7:5", () => null.rows);`, checks: "b" });
    const pod = await runPodOf({ step: "never", source: stepWith(`console.log("ran");`), calls });
    expect(pod).toMatchObject({ exitCode: 66, stdout: "" });
    expect(pod.termination).toBe("TypeError: Cannot read properties of null (reading 'rows') (at main.ts:7:5)");
  });

  test("an input that JSON cannot hold is the program's error", async () => {
    const pod = await runPodOf({ step: "never", source: stepWith(`console.log("ran");`), calls: call({ input: "{ x: [NaN] }" }) });
    expect(pod).toMatchObject({ exitCode: 66, stdout: "" });
    expect(pod.report.error?.message).toContain("input.x[0] is NaN");
  });

  test("ports see the result after its trip through JSON, and an error stays with its port", async () => {
    const ports = [
      `keys: ["value", () => Object.keys($.out()), "main.ts:1:1"]`,
      `yes: ["guard", () => $.out().a, "main.ts:1:1"]`,
      `no: ["guard", () => $.out().b, "main.ts:1:1"]`,
      `bad: ["guard", () => $.out().b.c, "main.ts:5:5"]`,
      `none: ["value", () => $.out().b, "main.ts:1:1"]`,
      `date: ["value", () => ({ d: new Date(0) }), "main.ts:6:6"]`,
      `items: ["items", () => [1, undefined, "{{x}}"], "main.ts:1:1"]`,
      `empty: ["items", () => [], "main.ts:1:1"]`,
      `notList: ["items", () => 5, "main.ts:8:8"]`,
    ].join();
    const pod = await runPodOf({ step: "gives", source: stepWith("return { a: 1, b: undefined };"), calls: call({ ports }) });
    expect(pod.exitCode).toBe(0);
    expect(pod.ports).toMatchObject({ out: '{"a":1}', keys: '["a"]', yes: "true", no: "false", none: UNDEFINED_WIRE, empty: "[]" });
    expect(JSON.parse(pod.ports["bad"] ?? "")).toMatchObject({ $argosy: "error", error: { name: "TypeError", at: "main.ts:5:5" } });
    expect(JSON.parse(pod.ports["date"] ?? "")).toMatchObject({ $argosy: "error", error: { name: "NotJsonError", at: "main.ts:6:6" } });
    expect(JSON.parse(pod.ports["notList"] ?? "")).toMatchObject({ error: { name: "TypeError", at: "main.ts:8:8" } });
    const items = JSON.parse(pod.ports["items"] ?? "") as string[];
    expect(items.map((item) => JSON.parse(item) as unknown)).toEqual([[0, 1], [1], [2, "{{x}}"]]);
    expect(pod.ports["items"]).not.toContain("{{");
  });

  test("glue has ports alone", async () => {
    const calls = call({ reads: `const x = $.read("x", 0);`, input: null, ports: `p: ["value", () => x() * 2, "main.ts:1:1"]` });
    expect(await runPodOf({ calls }, { input: { x: "21" } })).toMatchObject({ exitCode: 0, ports: { p: "42" } });
    expect(Object.keys((await runPodOf({ calls }, { input: { x: "21" } })).ports)).toEqual(["p"]);
  });
});

describe("large values", () => {
  const large = "x".repeat(40_000);
  const gives = { step: "large", source: stepWith("return 'x'.repeat(input.n);") };
  const sized = (inFanout: boolean): string => call({ reads: `const n = $.read("n", 0);`, input: "{ n: n() }", inFanout });

  test("lie in the store, and are whole where they are read", async () => {
    const first = await runPodOf({ ...gives, calls: sized(false) }, { input: { n: "40000" } });
    const wire = first.ports["out"] ?? "";
    expect(JSON.parse(wire)).toMatchObject({ $argosy: "spill", spill: { bytes: 40_002 } });
    const env = { ARGOSY_STORE: `file://${join(first.folder, "store")}` };
    const reads = `const x = $.read("x", 0); const xs = $.read("xs", 1);`;
    const second = await runPodOf(
      { step: "reads", source: stepWith("return [input.x.length, input.xs.map((x: string) => x.length)];"), calls: call({ reads, input: "{ x: x(), xs: xs() }" }) },
      { input: { x: wire, xs: JSON.stringify([wire, '"y"']) }, env },
    );
    expect(second).toMatchObject({ exitCode: 0, ports: { out: `[${large.length},[${large.length},1]]` } });
  });

  test("are smaller inside a fan-out, where many arrive together", async () => {
    const small = await runPodOf({ ...gives, calls: sized(true) }, { input: { n: "2000" } });
    expect(small.ports["out"]).toHaveLength(2_002);
    const spilled = await runPodOf({ ...gives, calls: sized(true) }, { input: { n: "2100" } });
    expect(spilled.ports["out"]).toContain("spill");
  });

  test("as items keep the list, since one pod per item needs it", async () => {
    const calls = call({ ports: `items: ["items", () => ["a".repeat(40_000), 1], "main.ts:1:1"]` });
    const pod = await runPodOf({ step: "gives", source: stepWith("return 1;"), calls });
    const items = JSON.parse(pod.ports["items"] ?? "") as string[];
    expect(items.map((item) => JSON.parse(item) as unknown)).toEqual([expect.objectContaining({ $argosy: "spill" }), [1, 1]]);
  });

  test("without a store are an error that says so", async () => {
    const pod = await runPodOf({ ...gives, calls: sized(false) }, { input: { n: "40000" }, env: { ARGOSY_STORE: "" } });
    expect(pod).toMatchObject({ exitCode: 65, ports: {} });
    expect(pod.termination).toBe("StoreError: a value of 40 KiB is too large to travel, and this run has no store for it; give it one with --store or ARGOSY_STORE");
  });

  test("that are gone or damaged fail the pod, not the program", async () => {
    const first = await runPodOf({ ...gives, calls: sized(false) }, { input: { n: "40000" } });
    const store = join(first.folder, "store");
    const calls = call({ reads: `const x = $.read("x", 0);`, input: "{ x: x() }" });
    const again = { input: { x: first.ports["out"] ?? "" }, env: { ARGOSY_STORE: `file://${store}` } };
    const blobs = join(store, "sha256");
    const [folder = ""] = readdirSync(blobs);
    const [file = ""] = readdirSync(join(blobs, folder));
    rmSync(join(blobs, folder, file));
    writeFileSync(join(blobs, folder, file), "changed");
    const damaged = await runPodOf({ ...gives, calls }, again);
    expect(damaged).toMatchObject({ exitCode: 1, report: { error: { name: "StoreError" } } });
    expect(damaged.termination).toContain("was changed or damaged");
    rmSync(blobs, { recursive: true });
    mkdirSync(blobs);
    expect((await runPodOf({ ...gives, calls }, again)).termination).toContain("is not in the store any more");
  });
});
