import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A folder inside the workspace, so that what is written there finds its packages. */
export async function scratchFolder(repository: string): Promise<string> {
  const parent = join(repository, ".argosy");
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, "bench-"));
}

/** A pipeline of steps that each wait for the one before. */
export async function chainOf(folder: string, length: number): Promise<string> {
  const path = join(folder, `chain-${length}.ts`);
  const calls = Array.from({ length }, (_, index) => `  const { n: n${index + 1} } = await next({ n: n${index} });`);
  const lines = [
    'import { pipeline, step } from "@argosy/sdk";',
    'export const next = step({ cpu: "100m", memory: "64Mi" }, ({ n }: { n: number }) => ({ n: n + 1 }));',
    'export const chain = pipeline({ name: "chain" }, async ({ n0 = 0 }: { n0?: number }) => {',
    ...calls,
    `  return n${length};`,
    "});",
  ];
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}
