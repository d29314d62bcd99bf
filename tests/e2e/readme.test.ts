import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";

/** The README's pipeline does what the README says. */
const repository = resolve(import.meta.dirname, "../..");
const execute = promisify(execFile);
let folder = "";

beforeAll(async () => {
  const readme = await readFile(join(repository, "README.md"), "utf8");
  const source = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? expect.fail("the README shows no pipeline");
  await mkdir(join(repository, ".argosy"), { recursive: true });
  folder = await mkdtemp(join(repository, ".argosy/readme-"));
  await writeFile(join(folder, "pi.ts"), source);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("it runs", async () => {
  const { stdout } = await argosy("run", "pi.ts", "--set", "darts=100000", "--json");
  expect(JSON.parse(stdout)).toEqual({ pi: 3.14614, announced: true, digits: "3.15" });
});

test("it is the same in plain Node", async () => {
  const { estimate } = (await import(join(folder, "pi.ts"))) as { estimate: (params: object) => Promise<object> };
  const { stdout } = await argosy("run", "pi.ts", "--set", "darts=1000", "--json");
  expect(await estimate({ darts: 1000 })).toEqual(JSON.parse(stdout));
});

test("it compiles", async () => {
  const { stdout } = await argosy("compile", "pi.ts", "--target", "argo");
  const kinds = parseAllDocuments(stdout).map((document) => (document.toJS() as { kind: string }).kind);
  expect(kinds).toContain("WorkflowTemplate");
});

function argosy(...options: readonly string[]) {
  return execute(process.execPath, [join(repository, "packages/cli/bin/argosy.js"), ...options], { cwd: folder });
}
