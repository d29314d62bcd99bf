/** Steps and pipelines of packages: of a workspace, whose source is there, and of one that was built. */
import { afterEach, expect, test } from "vitest";
import { createProject, type Project } from "./project.ts";

const steps = `import { step } from "@argosy/sdk";
export const add = step({ cpu: "50m", memory: "96Mi" }, async ({ a, b }: { a: number; b: number }) => a + b);
`;
const pipelines = `import { pipeline } from "@argosy/sdk";
import { add } from "./steps.ts";
export { add };
export const twice = pipeline({ name: "twice" }, async ({ n }: { n: number }) => add({ a: n, b: n }));
`;
const types = `import type { Pipeline, Step } from "@argosy/sdk";
export declare const add: Step<{ a: number; b: number }, number>;
export declare const twice: Pipeline<{ n: number }, number>;
`;
const main = `import { pipeline } from "@argosy/sdk";
import { add, twice } from "@acme/shared";
import * as shared from "@acme/shared";

export const main = pipeline({ name: "main" }, async ({ n }: { n: number }) => {
  const once = await twice({ n });
  const each = await Promise.all([n, 1].map((k) => shared.twice({ n: k })));
  const sum = await add({ a: n, b: 1 });
  return [once, ...each, sum];
});
`;

const projects: Project[] = [];
afterEach(async () => {
  for (const project of projects.splice(0)) await project.remove();
});

async function withPackage(entry: string, files: { readonly [path: string]: string }): Promise<Project> {
  const named = Object.fromEntries(Object.entries(files).map(([name, text]) => [`shared/${name}`, text]));
  const project = await createProject({
    ...named,
    "shared/package.json": JSON.stringify({ name: "@acme/shared", type: "module", exports: entry }),
    "app/package.json": '{ "type": "module", "private": true }',
    "app/pipeline.ts": main,
  });
  projects.push(project);
  await project.shell("mkdir -p app/node_modules/@acme && ln -s ../../../shared app/node_modules/@acme/shared");
  return project;
}

test("a package of the workspace is compiled from its source", async () => {
  const project = await withPackage("./index.ts", { "index.ts": pipelines, "steps.ts": steps });
  const { code, stdout } = await project.argosy("run pipeline.ts --json --set n=3", { cwd: "app" });
  expect({ code, result: JSON.parse(stdout) as unknown }).toEqual({ code: 0, result: [6, 6, 2, 4] });
});

test("of a package that was built, calls are refused where they stand", async () => {
  const project = await withPackage("./index.js", { "index.js": "", "index.d.ts": types });
  const { code, stderr } = await project.argosy("check pipeline.ts", { cwd: "app" });
  expect(code).toBe(1);
  expect(stderr.split("\n").filter((line) => line.includes("AR2001"))).toEqual([
    "pipeline.ts:6:22 - error AR2001: calling `twice` without its TypeScript source is not supported in a pipeline body",
    "pipeline.ts:7:52 - error AR2001: calling `twice` without its TypeScript source is not supported in a pipeline body",
    "pipeline.ts:8:21 - error AR2001: calling `add` without its TypeScript source is not supported in a pipeline body",
  ]);
});
