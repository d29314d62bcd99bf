import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Files, writeProject } from "../2-analyze/source-project.fixture.ts";
import { bundleProject, type Program } from "./bundle-project.fixture.ts";

const SDK = 'import { step } from "@argosy/sdk";\n';

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
    expect(await codes({ "pipeline.ts": pipeline })).toEqual([
      'AR1030 pipeline.ts:3:8 "left-pad" — cannot find `left-pad`',
    ]);
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
    expect(await codes({ "pipeline.ts": pipeline })).toEqual([
      'AR1032 pipeline.ts:2:25 "@argosy/compiler" — a step cannot use `@argosy/compiler`: it is not part of a pod',
    ]);
  });

  test("code that cannot be packed", async () => {
    const files = {
      "pipeline.ts": `${SDK}import bad from "bad";\nexport const a = step({}, () => bad);`,
      "node_modules/bad/package.json": '{ "name": "bad", "main": "index.js" }',
      "node_modules/bad/index.js": "module.exports = {;",
    };
    expect(await codes(files)).toEqual([
      'AR1033 pipeline.ts:2:17 "bad" — the code of this step cannot be packed: Expected identifier but found ";" (in `bad`)',
    ]);
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
