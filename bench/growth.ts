/**
 * How compiling grows with the number of calls, beside TypeScript's own check of the same file.
 * `node bench/growth.ts [CALLS…]`, by default 10, 100 and 1,000; 5,000 takes some minutes.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { printFigures, type Figure } from "./figures.ts";
import { interleaved, median, type Program } from "./measure.ts";
import { SHAPES, scratchFolder, type Shape } from "./sources.ts";

const ROUNDS = 3;
const repository = resolve(import.meta.dirname, "..");
const given = process.argv.slice(2).map(Number);
const sizes = given.length === 0 ? [10, 100, 1_000] : given;
const scratch = await scratchFolder(repository);
const reports = await mkdtemp(join(tmpdir(), "argosy-bench-"));

try {
  const figures: Figure[] = [];
  for (const shape of SHAPES) for (const size of sizes) figures.push(...(await growth(shape, size)));
  process.exitCode = printFigures(figures) ? 0 : 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
  await rm(reports, { recursive: true, force: true });
}

async function growth(shape: Shape, size: number): Promise<readonly Figure[]> {
  const file = await shape.write(scratch, size);
  const programs = [argosy(file), tsc(file)];
  const [ours = 0, check = 0] = (await interleaved(programs, ROUNDS)).map(median);
  const [memory = 0, checkMemory = 0] = await Promise.all(programs.map(({ name }) => peak(name)));
  const what = `${shape.name}, ${size} calls`;
  return [
    {
      name: `compile / tsc --noEmit, ${what}`,
      value: ours / check,
      unit: "×",
      budget: 1.5,
      detail: `${ours.toFixed(0)} ms / ${check.toFixed(0)} ms`,
    },
    {
      name: `peak memory / tsc --noEmit, ${what}`,
      value: memory / checkMemory,
      unit: "×",
      budget: 2,
      detail: `${memory.toFixed(0)} MiB / ${checkMemory.toFixed(0)} MiB`,
    },
  ];
}

async function peak(name: string): Promise<number> {
  return Number(await readFile(join(reports, name), "utf8")) / 1024;
}

function argosy(file: string): Program {
  const command = join(repository, "packages/cli/bin/argosy.js");
  const compile = measured("argosy", [command, "compile", file, "--target", "argo", "--store", "s3://bucket"]);
  return { ...compile, isDone: isTooLarge };
}

/** That a run of it is too large for Argo is found at the very end. */
function isTooLarge(errors: string): boolean {
  return /error AR4106/.test(errors) && !/error AR(?!4106)/.test(errors);
}

function tsc(file: string): Program {
  const options = "--noEmit --ignoreConfig --types node --strict --skipLibCheck --target es2024 --module nodenext";
  const command = join(import.meta.dirname, "tsc.ts");
  return measured("tsc", [command, ...options.split(" "), "--allowImportingTsExtensions", file]);
}

function measured(name: string, options: readonly string[]): Program {
  return {
    name,
    command: process.execPath,
    options: ["--import", join(import.meta.dirname, "report-memory.ts"), ...options],
    cwd: scratch,
    env: { ARGOSY_BENCH_MEMORY: join(reports, name) },
  };
}
