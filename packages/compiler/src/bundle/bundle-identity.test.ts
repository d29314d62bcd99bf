import { cpSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Files, writeProject } from "../2-analyze/source-project.fixture.ts";
import { bundleOf, bundleProject, callOf, type Program } from "./bundle-project.fixture.ts";

const SDK = 'import { step } from "@argosy/sdk";\n';

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
    const bundles = await Promise.all(
      [first, join(second, "deeper/down")].map(async (root) => (await bundleProject(root)).bundles),
    );
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
    [
      "the name of a parameter",
      { "pipeline.ts": source.replace("({ n }: { n: number }) => n", "({ n: m }: { n: number }) => m") },
    ],
    ["an unrelated step", { "pipeline.ts": source.replace("() => 2", "() => 3") }],
    ["an unrelated export of a module it uses", { "used.ts": "export const used = 1; export const unused = 3;" }],
    [
      "the options that only say what it may use",
      { "pipeline.ts": source.replace("{ cpu: 1 }, ({", '{ cpu: 8, memory: "2Gi" }, ({') },
      { options: { a: { cpu: { request: "8" } } } },
    ],
    ["a type", { "pipeline.ts": source.replace("{ n: number }", "{ n: number; m?: string }") }],
    [
      "many types",
      {
        "pipeline.ts": source.replace(
          "{ n: number }",
          `{ n: number; ${[..."qwzxjkvQWZ"].map((key) => `${key.repeat(20)}?: string`).join("; ")} }`,
        ),
      },
    ],
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
    const root = writeProject({
      "pipeline.ts": 'import { gi, step } from "@argosy/sdk"; export const a = step({}, () => gi(1));',
    });
    const shim = join(root, "shim.mjs");
    writeFileSync(shim, 'export const gi = (n) => "another" + n;');
    const [before, after] = [await bundleProject(root), await bundleProject(root, { sdkPodShim: shim })];
    expect(bundleOf(after, "a").code).not.toBe(bundleOf(before, "a").code);
    expect(bundleOf(after, "a").digest).toBe(bundleOf(before, "a").digest);
  });
});
