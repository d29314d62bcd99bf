import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeWire, encodeWireError, UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { describe, expect, test } from "vitest";
import { call, runPodOf, stepWith } from "../fixtures/run-pod.ts";

describe("reads", () => {
  const same = { step: "same", source: stepWith("return input.x === undefined ? 'absent' : input.x;") };
  const read = (lists: number, lenient = ""): string =>
    call({ reads: `const x = $.read("x", ${lists}${lenient});`, input: "{ x: x() }" });

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
    const ignored = await runPodOf(
      {
        ...same,
        calls: call({ reads: `const x = $.read("x", 0);`, input: "{ x: 1 }", ports: `p: ["value", x, "main.ts:9:9"]` }),
      },
      { input: { x: wire } },
    );
    expect(ignored).toMatchObject({ exitCode: 0, ports: { out: "1", p: wire } });
  });

  test("from a file, for inputs that no environment holds", async () => {
    const folder = (await runPodOf({ ...same, calls: read(0) }, { input: { x: "1" } })).folder;
    const file = join(folder, "in.json");
    writeFileSync(file, JSON.stringify({ x: "x".repeat(300_000) }));
    const pod = await runPodOf(
      { ...same, source: stepWith("return input.x.length"), calls: read(0) },
      { env: { ARGOSY_IN_FILE: file } },
    );
    expect(pod).toMatchObject({ exitCode: 0, ports: { out: "300000" } });
  });

  test.each([
    [
      "a placeholder that nobody filled in",
      '{"x":{{tasks.load.outputs.parameters.out}}}',
      "still has the placeholder {{tasks.load.outputs.parameters.out}}",
    ],
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
    const pod = await runPodOf({
      step: "never",
      source: stepWith(`console.log("ran");`),
      calls: call({ input: "{ x: [NaN] }" }),
    });
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
    const pod = await runPodOf({
      step: "gives",
      source: stepWith("return { a: 1, b: undefined };"),
      calls: call({ ports }),
    });
    expect(pod.exitCode).toBe(0);
    expect(pod.ports).toMatchObject({
      out: '{"a":1}',
      keys: '["a"]',
      yes: "true",
      no: "false",
      none: UNDEFINED_WIRE,
      empty: "[]",
    });
    expect(JSON.parse(pod.ports["bad"] ?? "")).toMatchObject({
      $argosy: "error",
      error: { name: "TypeError", at: "main.ts:5:5" },
    });
    expect(JSON.parse(pod.ports["date"] ?? "")).toMatchObject({
      $argosy: "error",
      error: { name: "NotJsonError", at: "main.ts:6:6" },
    });
    expect(JSON.parse(pod.ports["notList"] ?? "")).toMatchObject({ error: { name: "TypeError", at: "main.ts:8:8" } });
    const items = JSON.parse(pod.ports["items"] ?? "") as string[];
    expect(items.map((item) => JSON.parse(item) as unknown)).toEqual([[0, 1], [1], [2, "{{x}}"]]);
    expect(pod.ports["items"]).not.toContain("{{");
  });

  test("glue has ports alone", async () => {
    const calls = call({
      reads: `const x = $.read("x", 0);`,
      input: null,
      ports: `p: ["value", () => x() * 2, "main.ts:1:1"]`,
    });
    expect(await runPodOf({ calls }, { input: { x: "21" } })).toMatchObject({ exitCode: 0, ports: { p: "42" } });
    expect(Object.keys((await runPodOf({ calls }, { input: { x: "21" } })).ports)).toEqual(["p"]);
  });
});

describe("large values", () => {
  const large = "x".repeat(40_000);
  const gives = { step: "large", source: stepWith("return 'x'.repeat(input.n);") };
  const sized = (inFanout: boolean): string =>
    call({ reads: `const n = $.read("n", 0);`, input: "{ n: n() }", inFanout });

  test("lie in the store, and are whole where they are read", async () => {
    const first = await runPodOf({ ...gives, calls: sized(false) }, { input: { n: "40000" } });
    const wire = first.ports["out"] ?? "";
    expect(JSON.parse(wire)).toMatchObject({ $argosy: "spill", spill: { bytes: 40_002 } });
    const env = { ARGOSY_STORE: `file://${join(first.folder, "store")}` };
    const reads = `const x = $.read("x", 0); const xs = $.read("xs", 1);`;
    const second = await runPodOf(
      {
        step: "reads",
        source: stepWith("return [input.x.length, input.xs.map((x: string) => x.length)];"),
        calls: call({ reads, input: "{ x: x(), xs: xs() }" }),
      },
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
    expect(items.map((item) => JSON.parse(item) as unknown)).toEqual([
      expect.objectContaining({ $argosy: "spill" }),
      [1, 1],
    ]);
  });

  test("without a store are an error that says so", async () => {
    const pod = await runPodOf({ ...gives, calls: sized(false) }, { input: { n: "40000" }, env: { ARGOSY_STORE: "" } });
    expect(pod).toMatchObject({ exitCode: 65, ports: {} });
    expect(pod.termination).toBe(
      "StoreError: a value of 40 KiB is too large to travel, and this run has no store for it; give it one with --store or ARGOSY_STORE",
    );
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
