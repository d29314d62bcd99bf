import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { type Files, newFolder, writeProject } from "../2-analyze/source-project.fixture.ts";
import { bundleOf, bundleProject, callOf, NOWHERE, type Program, readOf, runBundle } from "./bundle-project.fixture.ts";

const SDK = 'import { step } from "@argosy/sdk";\n';

/** Bundles the step `a` of a project and runs it. */
async function runStep(
  files: Files,
  input: unknown,
  program: Program = {},
  packages: readonly string[] = [],
): ReturnType<typeof runBundle> {
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
        "lib/index.ts":
          'export * from "./colours.ts"; export { default as Shape, area } from "./shapes.ts"; export * as text from "./text.ts";',
        "lib/colours.ts": 'export enum Colour { Red = "red" }',
        "lib/shapes.ts":
          "export default class Shape { constructor(side: number) { this.side = side; } side: number } export const area = (shape: Shape) => shape.side ** 2;",
        "lib/text.ts": 'export const loud = (text: string) => text.trim() + "!";',
        "lib/late.ts": 'export const late: string = "late";',
      },
      { side: 3 },
    );
    expect(code).toBe(0);
    expect(result).toEqual({
      step: { name: "a", file: "pipeline.ts", line: 5 },
      input: { side: 3 },
      out: {
        colour: "red",
        size: 9,
        text: "hi!",
        table: 7,
        stack: { items: [1] },
        late: "late",
        name: "Stack",
        main: false,
      },
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

describe("TypeScript", () => {
  test("settings of the project that change what code does", async () => {
    const { result } = await runStep(
      {
        "pipeline.ts": `${SDK}const seen: string[] = [];
function note(target: object, key: string) { seen.push(key); }
class Base { constructor() { this.start(); } start() {} }
class Model extends Base { @note size = 1; name: string | undefined; override start() { this.name = "set"; } }
export const a = step({}, () => [seen, new Model().name]);`,
      },
      {},
      { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
    );
    expect(result["out"]).toEqual([["size"], "set"]);
  });

  test("JSX by the project's own factory, and Windows' line breaks", async () => {
    const root = writeProject({
      "pipeline.tsx": `${SDK}const h = (tag: string, props: object | null, ...inner: unknown[]) => ({ tag, ...props, inner });\r\n\r\nexport const a = step(\r\n  {},\r\n  ({ fail }: { fail: boolean }) => {\r\n    if (fail) throw new Error("here");\r\n    return <b id="x">{1}</b>;\r\n  },\r\n);`,
    });
    const program = { entry: "pipeline.tsx", compilerOptions: { jsx: ts.JsxEmit.React, jsxFactory: "h" } };
    const bundle = bundleOf(await bundleProject(root, program), "a");
    expect((await runBundle(bundle, "a", { input: { fail: false } })).result["out"]).toEqual({
      tag: "b",
      id: "x",
      inner: [1],
    });
    expect((await runBundle(bundle, "a", { input: { fail: true } })).stderr).toMatch(/pipeline\.tsx:7:21/);
  });

  test("sources of another package in the same workspace", async () => {
    const workspace = writeProject({
      "app/package.json": '{ "type": "module" }',
      "app/pipeline.ts": `${SDK}import { shared } from "@acme/shared";\nexport const a = step({}, () => shared(1));`,
      "shared/package.json": '{ "name": "@acme/shared", "type": "module", "exports": "./src/index.ts" }',
      "shared/src/index.ts":
        'export const shared = (n: number) => { if (n > 0) throw new Error("shared"); };\nexport const unused = process.exit;',
    });
    mkdirSync(join(workspace, "node_modules/@acme"));
    symlinkSync(join(workspace, "shared"), join(workspace, "node_modules/@acme/shared"));
    const { code } = bundleOf(await bundleProject(join(workspace, "app")), "a");
    expect(code).not.toContain("=process.exit");
    const { stderr } = await runBundle({ step: "a", sha256: "", digest: "", code }, "a", {});
    expect(stderr).toMatch(/shared\/src\/index\.ts:1:57/);
    expect(stderr).toMatch(/pipeline\.ts:3:33/);
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
      {
        ...cjs,
        "pipeline.ts": `${SDK}import old, { where } from "old"; import { ready } from "tla"; export const a = step({}, () => [where(), typeof old, ready]);`,
      },
      {},
    );
    expect(result["out"]).toEqual(["a/bfunction", "object", 5]);
  });

  test("that use the SDK get that of the pod", async () => {
    const { result } = await runStep(
      {
        "node_modules/steps/package.json": '{ "name": "steps", "type": "module", "exports": "./index.js" }',
        "node_modules/steps/index.js":
          'import { NonRetriableError } from "@argosy/sdk"; export const theirs = NonRetriableError;',
        "pipeline.ts": `import { NonRetriableError, step } from "@argosy/sdk"; import { theirs } from "steps";
export const a = step({}, () => theirs === NonRetriableError);`,
      },
      {},
    );
    expect(result["out"]).toBe(true);
  });

  test("external ones come from the pod's working directory", async () => {
    const pod = newFolder("image");
    const image: Files = {
      "node_modules/sharp/package.json":
        '{ "name": "sharp", "exports": { ".": "./index.mjs", "./extra": "./extra.cjs" } }',
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
      {
        name: "load 1",
        value: {
          kind: "call",
          fragment: "f1",
          args: [
            { kind: "get", object: readOf("load.1"), key: "xs" },
            { kind: "lit", value: 2 },
          ],
        },
        span: NOWHERE,
      },
      { name: "bad", value: { kind: "call", fragment: "f2", args: [{ kind: "lit", value: "way" }] }, span: NOWHERE },
    ],
    input: { kind: "obj", entries: [{ key: "xs", value: readOf("load 1") }] },
    ports: [
      {
        port: "c1",
        encoding: "guard",
        value: {
          kind: "bin",
          op: ">",
          left: { kind: "get", object: readOf("$out"), key: "top" },
          right: { kind: "lit", value: 4 },
        },
        span: NOWHERE,
      },
    ],
  });

  test("computes the input before the step and the ports after it", async () => {
    const result = await bundleProject(writeProject(files), { calls: [call] });
    const { result: ran } = await runBundle(bundleOf(result, "a"), "a-1", { "load.1": { xs: [1, 5, 30] } });
    expect(ran).toMatchObject({ input: { xs: [5] }, out: { top: 5, limit: 10 }, ports: { c1: true } });
  });

  test("glue runs it without a step", async () => {
    const { bindings, reads } = call;
    const glue = callOf(undefined, {
      bindings,
      reads,
      ports: [{ port: "v", encoding: "value", value: readOf("load 1"), span: NOWHERE }],
    });
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
    expect(stderr).toMatch(
      /RangeError: 2 is too large\n\s+at check \(.*lib\/check\.ts:7:11\)\n\s+at .*pipeline\.ts:9:12/,
    );
    const map = JSON.parse(Buffer.from(bundleOf(result, "a").code.split("base64,")[1]!, "base64").toString()) as {
      sources: string[];
      sourcesContent?: string[];
    };
    expect(map.sources.sort()).toEqual(["lib/check.ts", "pipeline.ts"]);
    expect(map.sourcesContent).toBeUndefined();
  });
});

test("a plain step's bundle stays small", async () => {
  const root = writeProject({ "pipeline.ts": `${SDK}export const a = step({}, ({ n }: { n: number }) => n + 1);` });
  const { code } = bundleOf(await bundleProject(root), "a");
  expect(gzipSync(code).length).toBeLessThan(2_000);
});
