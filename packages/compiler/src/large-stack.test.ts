import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { SourceFiles } from "./1-parse/source-files.ts";
import { compile, compileHere, type CompileOptions } from "./compile.ts";
import { isStackOverflow } from "./large-stack.ts";

const folder = mkdtempSync(join(tmpdir(), "argosy-large-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function chain(count: number): CompileOptions {
  const calls = Array.from({ length: count }, (_, index) => `  const v${index + 1} = await add({ a: v${index} });`);
  const source = [
    'import { pipeline, step } from "@argosy/sdk";',
    'const add = step({ cpu: 1, memory: "128Mi" }, async ({ a }: { a: number }) => a + 1);',
    'export const main = pipeline({ name: "chain" }, async ({ v0 }: { v0: number }) => {',
    ...calls,
    `  return v${count};`,
    "});",
  ];
  const entry = join(folder, `chain-${count}.ts`);
  writeFileSync(entry, source.join("\n"));
  const podRuntime = createRequire(import.meta.url).resolve("../../runner/src/pod/main.ts");
  return { entry, target: "local", podRuntime, settings: { image: "node:24-slim" } };
}

it("compiles what overflows the stack that Node starts with", { timeout: 60_000 }, async () => {
  const options = chain(600);
  const overflow = await compileHere(options, new SourceFiles()).catch((error: unknown) => error);
  expect(isStackOverflow(overflow)).toBe(true);
  const { compiled, diagnostics } = await compile(options);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(compiled?.program.scopes["main"]?.tasks.length).toBe(600);
});
