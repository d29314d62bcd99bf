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
  const calls = Array.from({ length }, (_, index) => `  const { n: n${index + 1} } = await next({ n: n${index} });`);
  return writePipeline(folder, `chain-${length}`, [...calls, `  return n${length};`]);
}

/** Pipelines with any number of calls. */
export interface Shape {
  readonly name: string;
  /** Writes one and gives its path. */
  write(folder: string, calls: number): Promise<string>;
}

export const SHAPES: readonly Shape[] = [
  { name: "straight line", write: chainOf },
  { name: "nested ifs", write: nestedIfs },
  { name: "wide maps", write: wideMaps },
];

const PER_IF = 5;
const PER_MAP = 10;
const DEPTH = 8;

/** Calls in conditions inside conditions, eight deep, each on the result before it. */
async function nestedIfs(folder: string, calls: number): Promise<string> {
  const lines: string[] = ["  let last = n0;"];
  let depth = 0;
  for (let call = 0; call < calls; call += 1) {
    if (call % PER_IF === 0) {
      if (depth === DEPTH) {
        lines.push("}".repeat(depth));
        depth = 0;
      }
      lines.push(`if (last > ${call}) {`);
      depth += 1;
    }
    lines.push(`  last = (await next({ n: last })).n;`);
  }
  return writePipeline(folder, `ifs-${calls}`, [...lines, "}".repeat(depth), "  return last;"]);
}

/** Lists of ten calls side by side, each list behind the one before. */
async function wideMaps(folder: string, calls: number): Promise<string> {
  const lists = Math.ceil(calls / PER_MAP);
  const numbers = Array.from({ length: PER_MAP }, (_, index) => index).join(", ");
  const lines = Array.from(
    { length: lists },
    (_, list) =>
      `  const r${list} = await Promise.all([${numbers}].map((one) => next({ n: one + ${list === 0 ? "n0" : `r${list - 1}[0]!.n`} })));`,
  );
  return writePipeline(folder, `maps-${calls}`, [...lines, `  return r${lists - 1};`]);
}

async function writePipeline(folder: string, name: string, body: readonly string[]): Promise<string> {
  const path = join(folder, `${name}.ts`);
  const lines = [
    'import { pipeline, step } from "@argosy/sdk";',
    'export const next = step({ cpu: "100m", memory: "64Mi" }, ({ n }: { n: number }) => ({ n: n + 1 }));',
    `export const main = pipeline({ name: "${name}" }, async ({ n0 = 0 }: { n0?: number }) => {`,
    ...body,
    "});",
  ];
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}
