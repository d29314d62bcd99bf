import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Files, graphOf, repository, writeProject } from "../2-analyze/source-project.fixture.ts";
import { type Evaluation, evaluateAtCompileTime, type EvaluateOptions } from "./evaluate.ts";

const sdkPodShim = join(repository, "packages/sdk/src/pod-shim.ts");

/** Evaluates the fragment `f` of a project. */
async function evaluate(
  code: string,
  args: EvaluateOptions["calls"][number]["args"] = [],
  files: Files = {},
): Promise<Evaluation> {
  const root = writeProject({ "pipeline.ts": code, ...files }, ["zod"]);
  const [evaluation] = await evaluateAtCompileTime({
    sources: graphOf(root),
    root,
    sdkPodShim,
    calls: [{ fragment: "f", args }],
    timeoutMs: 300,
  });
  return evaluation!;
}

const value = (json: unknown): unknown => ({ ok: true, value: json });

describe("values", () => {
  test.each<[string, string, readonly (null | number | string)[], unknown]>([
    ["arithmetic of arguments", "(a, b) => a + b", [1, 2], 3],
    ["a helper of the module and a const", "(n) => twice(n) + base", [3], 16],
    ["undefined", "() => undefined", [], undefined],
    ["nested JSON", '() => ({ a: [1, "x", null, { b: true }] })', [], { a: [1, "x", null, { b: true }] }],
    [
      "the SDK's own functions",
      '() => ({ memory: gi(1.5), gpu: gpu("nvidia-l4", 2) })',
      [],
      { memory: "1536Mi", gpu: { gpu: "nvidia-l4", count: 2 } },
    ],
    ["a package", "() => z.object({ n: z.number() }).safeParse({ n: 1 }).success", [], true],
    ["Node's pure modules", '() => join("a", "b")', [], "a/b"],
    ["dates that are given", '() => new Date("2020-01-02T00:00:00Z").getTime()', [], 1577923200000],
    [
      "URLs and bytes",
      '() => new URL("x", "http://a/b").href + Buffer.from("é").toString("base64")',
      [],
      "http://a/xw6k=",
    ],
    ["a value that is caught", "() => { try { null.x; } catch (e) { return e instanceof TypeError; } }", [], true],
  ])("%s", async (_what, arrow, args, expected) => {
    const body = /=> \{ /.test(arrow) ? arrow.replace(/=> (.*)$/, "=> (() => $1)()") : arrow;
    const evaluation = await evaluate(
      `import { gi, gpu } from "@argosy/sdk"; import { join } from "node:path"; import * as z from "zod/mini"; const base = 10; const twice = (n: number) => n * 2;
       const main = () => fragment("f", ${body});`,
      args,
    );
    expect(evaluation).toEqual(value(expected));
  });

  test("one call does not see what another did", async () => {
    const root = writeProject({
      "pipeline.ts": 'const main = () => [fragment("f", (xs) => xs.push(1)), fragment("g", (xs) => xs.length)];',
    });
    const args = [[0]];
    const found = await evaluateAtCompileTime({
      sources: graphOf(root),
      root,
      sdkPodShim,
      calls: [
        { fragment: "f", args },
        { fragment: "g", args },
      ],
    });
    expect(found).toEqual([value(2), value(1)]);
    expect(args).toEqual([[0]]);
  });
});

describe("reasons", () => {
  test.each<[string, string]>([
    ["() => Date.now()", "it reads the clock"],
    ["() => new Date().toISOString()", "it reads the clock"],
    ["() => new Date(2020, 1, 1).getTime()", "it depends on the time zone"],
    ['() => new Date("2020-01-01T00:00").getTime()', "it depends on the time zone"],
    ["() => new Date(0).getHours()", "it depends on the time zone"],
    ["() => Math.random()", "it is random"],
    ["() => (1234).toLocaleString()", "it depends on the locale"],
    ["() => ['b', 'a'].sort((a, b) => a.localeCompare(b))", "it depends on the locale"],
    ["() => process.env.HOME", "it uses `process`"],
    ["() => { try { return Math.random(); } catch { return 1; } }", "it is random"],
    ['() => readFileSync("x")', "it uses `node:fs`"],
    ["() => { for (;;); }", "it takes too long"],
    ['() => { throw new RangeError("no"); }', "it throws RangeError: no"],
    ["() => ({ a: [NaN] })", "its value has NaN at `a.0`"],
    ["() => -0", "its value is -0"],
    ["() => [undefined]", "its value has undefined at `0`"],
    ["() => new Map()", "its value is a Map"],
    ["() => ({ when: new Date(0) })", "its value has a Date at `when`"],
    ["() => (() => 1)", "its value is a function"],
    ["async () => 1", "its value is a promise"],
  ])("%s", async (arrow, reason) => {
    const immediate = `(${arrow})()`;
    expect(
      await evaluate(`import { readFileSync } from "node:fs"; const main = () => fragment("f", () => ${immediate});`),
    ).toEqual({ ok: false, reason });
  });

  test("a module that cannot be loaded spoils only what needs it", async () => {
    const root = writeProject({
      "pipeline.ts": `import { home } from "./home.ts"; import { late } from "./late.ts"; import nothing from "nothing"; const two = 2;
        const main = () => [fragment("f", () => home), fragment("g", () => two), fragment("h", () => late), fragment("i", () => nothing)];`,
      "home.ts": "export const home = process.env.HOME;",
      "late.ts": "export const late = await Promise.resolve(1);",
    });
    const calls = ["f", "g", "h", "i"].map((fragment) => ({ fragment, args: [] }));
    const found = await evaluateAtCompileTime({ sources: graphOf(root), root, sdkPodShim, calls });
    expect(found).toEqual([
      { ok: false, reason: "it uses `process`" },
      value(2),
      { ok: false, reason: "it needs a module with top-level await" },
      { ok: false, reason: expect.stringContaining('Could not resolve "nothing"') },
    ]);
  });

  test("nothing to evaluate is nothing", async () => {
    const root = writeProject({ "pipeline.ts": "export {};" });
    expect(await evaluateAtCompileTime({ sources: graphOf(root), root: dirname(root), sdkPodShim, calls: [] })).toEqual(
      [],
    );
  });
});
