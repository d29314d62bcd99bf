import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type Files, writeProject } from "../2-analyze/source-project.fixture.ts";
import { bundleOf, bundleProject, callOf, NOWHERE, type Program, readOf, runBundle } from "./bundle-project.fixture.ts";

const SDK = 'import { step } from "@argosy/sdk";\n';

/** Bundles the step `a` of a project and runs it. */
async function runStep(files: Files, input: unknown, program: Program = {}, packages: readonly string[] = []): ReturnType<typeof runBundle> {
  const result = await bundleProject(writeProject(files, packages), { only: ["a"], ...program });
  expect(result.diagnostics).toEqual([]);
  return runBundle(bundleOf(result, "a"), "a", { input });
}

describe("a step's bundle", () => {
  test("runs the step with what it reaches, in plain Node", async () => {
    const { result, code } = await runStep(
      {
        "pipeline.ts": `${SDK}import { Colour, area as size, Shape, text } from "./lib/index.ts";
import table from "./table.json" with { type: "json" };
class Stack { readonly items: number[] = []; push(item: number) { this.items.push(item); return this; } }
export const a = step({ cpu: 1 }, async ({ side }: { side: number }) => {
  const late = await import("./lib/late.ts");
  return { colour: Colour.Red, size: size(new Shape(side)), text: text.loud(" hi "), table: table.n, stack: new Stack().push(1), late: late.late, name: Stack.name, main: import.meta.main };
});`,
        "table.json": '{ "n": 7 }',
        "lib/index.ts": 'export * from "./colours.ts"; export { default as Shape, area } from "./shapes.ts"; export * as text from "./text.ts";',
        "lib/colours.ts": 'export enum Colour { Red = "red" }',
        "lib/shapes.ts": "export default class Shape { constructor(side: number) { this.side = side; } side: number } export const area = (shape: Shape) => shape.side ** 2;",
        "lib/text.ts": 'export const loud = (text: string) => text.trim() + "!";',
        "lib/late.ts": 'export const late: string = "late";',
      },
      { side: 3 },
    );
    expect(code).toBe(0);
    expect(result).toEqual({
      step: { name: "a", file: "pipeline.ts", line: 5 },
      input: { side: 3 },
      out: { colour: "red", size: 9, text: "hi!", table: 7, stack: { items: [1] }, late: "late", name: "Stack", main: false },
      ports: {},
    });
  });

  test("keeps names that programs read", async () => {
    const { result } = await runStep(
      {
        "pipeline.ts": `${SDK}class TooSmall extends Error { override name = this.constructor.name; }
export const a = step({}, () => { try { throw new TooSmall("x"); } catch (error) { return String(error); } });`,
      },
      {},
    );
    expect(result["out"]).toBe("TooSmall: x");
  });

  test("a step that calls itself and another", async () => {
    const { result } = await runStep(
      {
        "pipeline.ts": `${SDK}export const b = step({ cpu: 1 }, ({ n }: { n: number }) => n * 2);
export const a = step({ cpu: 2 }, async ({ n }: { n: number }): Promise<number> => (n > 3 ? n : await a({ n: await b({ n }) })));`,
      },
      { n: 1 },
    );
    expect(result["out"]).toBe(4);
  });

  test("the SDK is the module for pods", async () => {
    const files = {
      "pipeline.ts": `import { step, NonRetriableError as Fatal } from "@argosy/sdk";
export const a = step({}, () => new Fatal("x") instanceof Error && Fatal.name);`,
    };
    expect((await runStep(files, {})).result["out"]).toBe("NonRetriableError");
  });
});

describe("packages", () => {
  const cjs = {
    "node_modules/old/package.json": '{ "name": "old", "main": "index.js" }',
    "node_modules/old/index.js": `const { join } = require("node:path"); const fs = require("fs"); exports.where = () => join("a", "b") + typeof fs.readFileSync; exports.__esModule = true; exports.default = "inner";`,
    "node_modules/tla/package.json": '{ "name": "tla", "type": "module", "exports": "./index.js" }',
    "node_modules/tla/index.js": "export const ready = await Promise.resolve(5);",
  };

  test("CommonJS with Node's own modules, as Node would import it, and top-level await", async () => {
    const { result } = await runStep(
      { ...cjs, "pipeline.ts": `${SDK}import old, { where } from "old"; import { ready } from "tla"; export const a = step({}, () => [where(), typeof old, ready]);` },
      {},
    );
    expect(result["out"]).toEqual(["a/bfunction", "object", 5]);
  });

  test("external ones come from the pod's working directory", async () => {
    const pod = mkdtempSync(join(tmpdir(), "argosy-image-"));
    const image: Files = {
      "node_modules/sharp/package.json": '{ "name": "sharp", "exports": { ".": "./index.mjs", "./extra": "./extra.cjs" } }',
      "node_modules/sharp/index.mjs": 'export default function sharp() { return "sharp"; } export const version = 3;',
      "node_modules/sharp/extra.cjs": "module.exports = { extra: true };",
    };
    const image_root = writeProject(image);
    cpSync(image_root, pod, { recursive: true });
    const root = writeProject({
      "pipeline.ts": `${SDK}import sharp, { version } from "sharp"; import * as extra from "sharp/extra"; import { through } from "user";
export const a = step({}, () => [sharp(), version, extra.extra, through]);
export const b = step({}, () => 1);`,
      "node_modules/user/package.json": '{ "name": "user", "main": "index.js" }',
      "node_modules/user/index.js": 'exports.through = require("sharp").version;',
    });
    const result = await bundleProject(root, { options: { a: { external: ["sharp"] } } });
    expect(result.diagnostics).toEqual([]);
    const { result: ran, stderr } = await runBundle(bundleOf(result, "a"), "a", {}, pod);
    expect(stderr).toBe("");
    expect(ran["out"]).toEqual(["sharp", 3, true, 3]);
  });

  test("two steps of a file do not share what only one of them needs", async () => {
    const root = writeProject(
      {
        "pipeline.ts": `${SDK}import * as z from "zod/mini";
const row = z.object({ n: z.number() });
export const parse = step({}, (input: unknown) => row.parse(input));
export const plain = step({}, ({ n }: { n: number }) => n + 1);`,
      },
      ["zod"],
    );
    const result = await bundleProject(root);
    const [parse, plain] = ["parse", "plain"].map((name) => bundleOf(result, name));
    expect(plain!.code.length).toBeLessThan(2_000);
    expect(parse!.code.length).toBeGreaterThan(10_000);
    expect((await runBundle(parse!, "parse", { input: { n: 1 } })).result["out"]).toEqual({ n: 1 });
    expect((await runBundle(plain!, "plain", { input: { n: 1 } })).result["out"]).toBe(2);
  });
});

describe("the code around calls", () => {
  const files = {
    "pipeline.ts": `${SDK}import { best } from "./best.ts";
const limit = 10;
export const a = step({}, ({ xs }: { xs: number[] }) => ({ top: best(xs), limit }));
const main = (runs: number[], floor: number) => [fragment("f1", (runs, floor) => runs.filter((run) => run > floor && best([run]) < limit)),
  fragment("f2", (runs) => fail("no " + runs))];
function fail(message: string): never { throw new TypeError(message); }
`,
    "best.ts": "export const best = (xs: number[]) => Math.max(...xs);",
  };
  const call = callOf("a", {
    key: "a-1",
    reads: [{ name: "load.1", lists: 0 }],
    bindings: [
      { name: "load 1", value: { kind: "call", fragment: "f1", args: [{ kind: "get", object: readOf("load.1"), key: "xs" }, { kind: "lit", value: 2 }] }, span: NOWHERE },
      { name: "bad", value: { kind: "call", fragment: "f2", args: [{ kind: "lit", value: "way" }] }, span: NOWHERE },
    ],
    input: { kind: "obj", entries: [{ key: "xs", value: readOf("load 1") }] },
    ports: [{ port: "c1", encoding: "guard", value: { kind: "bin", op: ">", left: { kind: "get", object: readOf("$out"), key: "top" }, right: { kind: "lit", value: 4 } }, span: NOWHERE }],
  });

  test("computes the input before the step and the ports after it", async () => {
    const result = await bundleProject(writeProject(files), { calls: [call] });
    const { result: ran } = await runBundle(bundleOf(result, "a"), "a-1", { "load.1": { xs: [1, 5, 30] } });
    expect(ran).toMatchObject({ input: { xs: [5] }, out: { top: 5, limit: 10 }, ports: { c1: true } });
  });

  test("glue runs it without a step", async () => {
    const { bindings, reads } = call;
    const glue = callOf(undefined, { bindings, reads, ports: [{ port: "v", encoding: "value", value: readOf("load 1"), span: NOWHERE }] });
    const result = await bundleProject(writeProject(files), { calls: [call, glue] });
    expect(result.bundles.map(({ step }) => step)).toEqual(["a", "$glue"]);
    const { result: ran } = await runBundle(bundleOf(result, "$glue"), "glue", { "load.1": { xs: [1, 5, 30] } });
    expect(ran).toEqual({ ports: { v: [5] } });
  });

  test("an error in it points at the line of the program", async () => {
    const result = await bundleProject(writeProject(files), { calls: [{ ...call, checks: ["bad"] }] });
    const { stderr } = await runBundle(bundleOf(result, "a"), "a-1", { "load.1": { xs: [] } });
    expect(stderr).toMatch(/TypeError: no way\n\s+at fail \(.*pipeline\.ts:7:47\)\n\s+at .*pipeline\.ts:6:28/);
  });
});

describe("source maps", () => {
  test("a stack trace shows the user's lines, and no place on this machine", async () => {
    const root = writeProject({
      "pipeline.ts": `${SDK}import { check } from "./lib/check.ts";

export const a = step(
  { cpu: 1 },
  async ({ n }: { n: number }) => {
    const twice = n * 2;

    return check(twice);
  },
);
`,
      "lib/check.ts": `/** Says
 * something. */
interface Unused { a: 1 }

export function check(n: number): number {
  if (n > 1)
    throw new RangeError(\`\${n} is too large\`);
  return n;
}
`,
    });
    const result = await bundleProject(root);
    const { stderr } = await runBundle(bundleOf(result, "a"), "a", { input: { n: 1 } });
    expect(stderr).toMatch(/RangeError: 2 is too large\n\s+at check \(.*lib\/check\.ts:7:11\)\n\s+at .*pipeline\.ts:9:12/);
    const map = JSON.parse(Buffer.from(bundleOf(result, "a").code.split("base64,")[1]!, "base64").toString()) as { sources: string[]; sourcesContent?: string[] };
    expect(map.sources.sort()).toEqual(["lib/check.ts", "pipeline.ts"]);
    expect(map.sourcesContent).toBeUndefined();
  });
});

describe("the same bytes", () => {
  const files: Files = {
    "pipeline.ts": `${SDK}import { x } from "./lib/x.ts"; import old from "old"; import * as z from "zod/mini";
const schema = z.object({ a: z.string() });
export const a = step({}, () => [x, old, schema]); export const b = step({}, () => x);`,
    "lib/x.ts": "export const x = 1;",
    "node_modules/old/package.json": '{ "name": "old", "main": "index.js" }',
    "node_modules/old/index.js": "module.exports = require('./part.js');",
    "node_modules/old/part.js": "module.exports = 5;",
  };

  test("in any folder", async () => {
    const [first, second] = [writeProject(files, ["zod"]), writeProject({})];
    cpSync(first, join(second, "deeper/down"), { recursive: true, verbatimSymlinks: true });
    const bundles = await Promise.all([first, join(second, "deeper/down")].map(async (root) => (await bundleProject(root)).bundles));
    expect(bundles[1]).toEqual(bundles[0]);
    expect(bundles[0]!.map(({ code }) => code).join("")).not.toContain(tmpdir());
  });

  test("whatever else the program has", async () => {
    const root = writeProject(files, ["zod"]);
    const [both, one] = [await bundleProject(root), await bundleProject(root, { only: ["b"] })];
    expect(bundleOf(one, "b")).toEqual(bundleOf(both, "b"));
  });
});

describe("a step's digest", () => {
  const files: Files = {
    "pipeline.ts": `${SDK}import { used } from "./used.ts";
export const a = step({ cpu: 1 }, ({ n }: { n: number }) => n + used);
export const b = step({ cpu: 1 }, () => 2);
`,
    "used.ts": "export const used = 1; export const unused = 2;",
  };
  const digest = async (changed: Files, program: Program = {}): Promise<string> =>
    bundleOf(await bundleProject(writeProject({ ...files, ...changed }), program), "a").digest;
  const source = files["pipeline.ts"]!;

  test.each<[string, Files, Program?]>([
    ["a comment", { "pipeline.ts": source.replace("n + used", "/* more */ n + used // end") }],
    ["a line break", { "pipeline.ts": `\n\n${source}` }],
    ["the name of a parameter", { "pipeline.ts": source.replace("({ n }: { n: number }) => n", "({ n: m }: { n: number }) => m") }],
    ["an unrelated step", { "pipeline.ts": source.replace("() => 2", "() => 3") }],
    ["an unrelated export of a module it uses", { "used.ts": "export const used = 1; export const unused = 3;" }],
    ["the options that only say what it may use", { "pipeline.ts": source.replace("{ cpu: 1 }, ({", '{ cpu: 8, memory: "2Gi" }, ({') }, { options: { a: { cpu: { request: "8" } } } }],
    ["a type", { "pipeline.ts": source.replace("{ n: number }", "{ n: number; m?: string }") }],
    ["many types", { "pipeline.ts": source.replace("{ n: number }", `{ n: number; ${[..."qwzxjkvQWZ"].map((key) => `${key.repeat(20)}?: string`).join("; ")} }`) }],
    ["a call site", {}, { calls: [callOf("a", { key: "other" })] }],
  ])("does not change with %s", async (_what, changed, program) => {
    expect(await digest(changed, program)).toBe(await digest({}));
  });

  test.each<[string, Files, Program?]>([
    ["its own code", { "pipeline.ts": source.replace("n + used", "n - used") }],
    ["what it uses", { "used.ts": "export const used = 5; export const unused = 2;" }],
    ["its image", {}, { options: { a: { image: "node:22" } } }],
    ["its environment", {}, { options: { a: { env: { MODE: "x" } } } }],
  ])("changes with %s", async (_what, changed, program) => {
    expect(await digest(changed, program)).not.toBe(await digest({}));
  });

  test("does not change with Argosy's version", async () => {
    const root = writeProject({ "pipeline.ts": 'import { gi, step } from "@argosy/sdk"; export const a = step({}, () => gi(1));' });
    const shim = join(root, "shim.mjs");
    writeFileSync(shim, 'export const gi = (n) => "another" + n;');
    const [before, after] = [await bundleProject(root), await bundleProject(root, { sdkPodShim: shim })];
    expect(bundleOf(after, "a").code).not.toBe(bundleOf(before, "a").code);
    expect(bundleOf(after, "a").digest).toBe(bundleOf(before, "a").digest);
  });
});

describe("findings", () => {
  const codes = async (files: Files, program: Program = {}): Promise<readonly string[]> => {
    const root = writeProject(files);
    const { diagnostics, bundles } = await bundleProject(root, program);
    expect(bundles.length > 0).toBe(diagnostics.every(({ severity }) => severity !== "error"));
    return diagnostics.map(({ code, span, message }) => {
      const text = readFileSync(join(root, span!.file), "utf8").slice(span!.start, span!.end);
      return `${code} ${span!.file}:${span!.line}:${span!.column} ${text} — ${message}`;
    });
  };

  test("a package that is not there", async () => {
    const pipeline = `${SDK}import { x }\n  from "left-pad";\nexport const a = step({}, () => x);`;
    expect(await codes({ "pipeline.ts": pipeline })).toEqual(['AR1030 pipeline.ts:3:8 "left-pad" — cannot find `left-pad`']);
  });

  test("a package that a package does not find", async () => {
    const files = {
      "pipeline.ts": `${SDK}import { helper } from "./helper.ts";\nexport const a = step({}, () => helper);`,
      "helper.ts": "import one from 'one'; export const helper = one;",
      "node_modules/one/package.json": '{ "name": "one", "main": "index.js" }',
      "node_modules/one/index.js": 'module.exports = require("./deeper.js");',
      "node_modules/one/deeper.js": 'module.exports = require("missing");',
    };
    expect(await codes(files)).toEqual(["AR1030 helper.ts:1:17 'one' — cannot find `missing`, which `one` imports"]);
  });

  test("native add-ons", async () => {
    const files = {
      "pipeline.ts": `${SDK}import fast from "@org/fast/sub"; import slow from "slow";\nexport const a = step({}, () => [fast, slow]);`,
      "node_modules/@org/fast/package.json": '{ "name": "@org/fast" }',
      "node_modules/@org/fast/sub.js": 'module.exports = require("./build/fast.node");',
      "node_modules/@org/fast/build/fast.node": "\x7fELF",
      "node_modules/slow/package.json": '{ "name": "slow", "main": "index.js" }',
      "node_modules/slow/index.js": 'module.exports = require("bindings")("slow");',
    };
    const found = await codes(files);
    expect([...found].sort()).toEqual([
      'AR1031 pipeline.ts:2:18 "@org/fast/sub" — `@org/fast` is a native add-on, which cannot travel with the code',
      'AR1031 pipeline.ts:2:52 "slow" — `slow` is a native add-on, which cannot travel with the code',
    ]);
    expect(await codes(files, { options: { a: { external: ["@org/fast", "slow"] } } })).toEqual([]);
  });

  test("Argosy's own packages", async () => {
    const pipeline = `${SDK}import { compile } from "@argosy/compiler";\nexport const a = step({}, () => compile);`;
    expect(await codes({ "pipeline.ts": pipeline })).toEqual(['AR1032 pipeline.ts:2:25 "@argosy/compiler" — a step cannot use `@argosy/compiler`: it is not part of a pod']);
  });

  test("code that cannot be packed", async () => {
    const files = {
      "pipeline.ts": `${SDK}import bad from "bad";\nexport const a = step({}, () => bad);`,
      "node_modules/bad/package.json": '{ "name": "bad", "main": "index.js" }',
      "node_modules/bad/index.js": "module.exports = {;",
    };
    expect(await codes(files)).toEqual(['AR1033 pipeline.ts:2:17 "bad" — the code of this step cannot be packed: Expected identifier but found ";" (in `bad`)']);
  });

  test("statements that run in pods, or do not, and paths that are others there", async () => {
    const files = {
      "pipeline.ts": `${SDK}import "./setup.ts";
const table = new Map<string, string>();
table.set("here", import.meta.url);
console.log("loaded");
export const a = step({}, () => table);
export const b = step({}, () => 1);`,
      "setup.ts": "globalThis.x = 1; export {};",
    };
    expect(await codes(files)).toEqual([
      'AR1035 pipeline.ts:2:1 import "./setup.ts"; — this runs when the file is loaded here, but in no step\'s pod',
      'AR1034 pipeline.ts:4:1 table.set("here", import.meta.url); — this runs at the start of every pod of `a`',
      "AR1036 pipeline.ts:4:19 import.meta.url — `import.meta.url` is another path in a pod, and the files beside this module are not there",
    ]);
  });
});

test("a plain step's bundle stays small", async () => {
  const root = writeProject({ "pipeline.ts": `${SDK}export const a = step({}, ({ n }: { n: number }) => n + 1);` });
  const { code } = bundleOf(await bundleProject(root), "a");
  expect(gzipSync(code).length).toBeLessThan(2_000);
});
