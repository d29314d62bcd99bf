import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/**
 * A rule that nobody ever saw fail may be mistyped. So for every rule the first of its files here breaks that rule and no
 * other.
 */
const violations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "no-circular": {
    "packages/sdk/src/a.ts": 'import { b } from "./b.ts"; export const a = () => b;',
    "packages/sdk/src/b.ts": 'import { a } from "./a.ts"; export const b = () => a;',
  },
  "sdk-is-a-leaf": {
    "packages/sdk/src/leaf.ts": 'import { run } from "../../runner/src/run.ts"; export const leaf = run;',
    "packages/runner/src/run.ts": "export const run = 1;",
  },
  "sdk-depends-on-zod-only": { "packages/sdk/src/yaml.ts": 'import * as yaml from "yaml"; export const y = yaml;' },
  "compiler-is-not-a-runner": {
    "packages/compiler/src/starts.ts": 'import { run } from "../../runner/src/run.ts"; export const starts = run;',
    "packages/runner/src/run.ts": "export const run = 1;",
  },
  "runner-is-not-a-compiler": {
    "packages/runner/src/compiles.ts": 'import { c } from "../../compiler/src/c.ts"; export const compiles = c;',
    "packages/compiler/src/c.ts": "export const c = 1;",
  },
  "nobody-imports-the-command-line": {
    "packages/notebook/src/shell.ts": 'import { main } from "../../cli/src/main.ts"; export const shell = main;',
    "packages/cli/src/main.ts": "export const main = 1;",
  },
  "no-typescript": { "packages/cli/src/ts.ts": 'import ts from "typescript"; export const t = ts;' },
  "product-does-not-import-tests": {
    "packages/cli/src/tested.ts": 'import { x } from "../../../tests/x.ts"; export const tested = x;',
    "tests/x.ts": "export const x = 1;",
  },
  "no-undeclared-dependency": { "packages/cli/src/left.ts": 'import left from "undeclared"; export const l = left;' },
  "no-unresolvable": { "packages/cli/src/lost.ts": 'import { lost } from "./nowhere.ts"; export const l = lost;' },
  "no-utils": {
    "packages/cli/src/with-utils.ts": 'import { u } from "./utils.ts"; export const w = u;',
    "packages/cli/src/utils.ts": "export const u = 1;",
  },
  "ts-morph-only-in-the-front-end": {
    "packages/compiler/src/3-lower/types.ts": 'import type { Node } from "ts-morph"; export type N = Node;',
  },
  "phase-does-not-import-phase": {
    "packages/compiler/src/3-lower/lower.ts": 'import { a } from "../2-analyze/analyze.ts"; export const l = a;',
    "packages/compiler/src/2-analyze/analyze.ts": "export const a = 1;",
  },
  "phases-do-not-look-up": {
    "packages/compiler/src/2-analyze/up.ts": 'import { compile } from "../compile.ts"; export const up = compile;',
    "packages/compiler/src/compile.ts": "export const compile = 1;",
  },
  "lowering-is-neutral": {
    "packages/compiler/src/bundle/argo.ts": 'import { e } from "../4-emit/argo/emit.ts"; export const a = e;',
    "packages/compiler/src/4-emit/argo/emit.ts": "export const e = 1;",
  },
  "back-ends-are-islands": {
    "packages/compiler/src/4-emit/kfp/emit.ts": 'import { e } from "../argo/emit.ts"; export const k = e;',
    "packages/compiler/src/4-emit/argo/emit.ts": "export const e = 1;",
  },
  "esbuild-only-in-the-bundler": {
    "packages/compiler/src/4-emit/argo/pack.ts": 'import { build } from "esbuild"; export const p = build;',
  },
  "cluster-client-only-in-argo": {
    "packages/runner/src/local/api.ts": 'import { V1Pod } from "@kubernetes/client-node"; export const a = V1Pod;',
  },
  "pod-runtime-stays-small": {
    "packages/runner/src/pod/heavy.ts": 'import * as yaml from "yaml"; export const heavy = yaml;',
  },
  "pod-runtime-takes-the-light-sdk": {
    "packages/runner/src/pod/sdk.ts": 'import { step } from "../../../sdk/src/step.ts"; export const s = step;',
    "packages/sdk/src/step.ts": "export const step = 1;",
  },
  "sdk-runtime-has-no-zod": {
    "packages/sdk/src/runtime/json.ts": 'import { o } from "../options.ts"; export const j = o;',
    "packages/sdk/src/options.ts": 'import { z } from "zod"; export const o = z;',
  },
  "engines-are-islands": {
    "packages/runner/src/argo/engine.ts": 'import { l } from "../local/engine.ts"; export const a = l;',
    "packages/runner/src/local/engine.ts": "export const l = 1;",
  },
};

const installed = ["zod", "yaml", "typescript", "ts-morph", "esbuild", "@kubernetes/client-node", "undeclared"];
const repository = resolve(import.meta.dirname, "../..");
let tree = "";
let broken: { rule: string; from: string }[] = [];

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "argosy-layers-"));
  await writeTree(Object.assign({}, ...Object.values(violations)) as Record<string, string>);
  broken = await cruise();
}, 60_000);
afterAll(async () => {
  await rm(tree, { recursive: true, force: true });
});

test.for(Object.entries(violations))("%s is found", ([rule, files]) => {
  const [culprit] = Object.keys(files);
  const rules = broken.filter((violation) => violation.from === culprit).map((violation) => violation.rule);
  expect([...new Set(rules)]).toEqual([rule]);
});

test("every rule has a violation", () => {
  const config = createRequire(import.meta.url)("../../.dependency-cruiser.cjs") as { forbidden: { name: string }[] };
  expect(Object.keys(violations).toSorted()).toEqual(config.forbidden.map((rule) => rule.name).toSorted());
});

async function writeTree(sources: Readonly<Record<string, string>>): Promise<void> {
  const dependencies = Object.fromEntries(installed.filter((name) => name !== "undeclared").map((name) => [name, "1"]));
  const files: Record<string, string> = { ...sources, "package.json": JSON.stringify({ name: "tree", dependencies }) };
  for (const name of installed) {
    files[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: "1.0.0", main: "index.js" });
    files[`node_modules/${name}/index.js`] = "module.exports = {};";
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
}

async function cruise(): Promise<{ rule: string; from: string }[]> {
  const cruiser = join(repository, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const options = ["--config", join(repository, ".dependency-cruiser.cjs"), "--output-type", "json", "packages"];
  const output = await new Promise<string>((found, failed) => {
    execFile(process.execPath, [cruiser, ...options], { cwd: tree, maxBuffer: 2 ** 26 }, (error, stdout) => {
      if (stdout === "") failed(error ?? new Error("the cruiser printed nothing"));
      else found(stdout);
    });
  });
  const report = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return report.summary.violations.map((violation) => ({ rule: violation.rule.name, from: violation.from }));
}
