/**
 * Speed, as ratios measured in one run: absolute times say more about the machine than about us.
 * `node bench/run.ts [PROJECT]` measures the checkout, or what is installed in the folder of a project.
 */
import { copyFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { compile } from "@argosy/compiler";
import { printFigures, type Figure } from "./figures.ts";
import { interleaved, median, once, type Program } from "./measure.ts";
import { chainOf, scratchFolder } from "./sources.ts";

const repository = resolve(import.meta.dirname, "..");
const project = process.argv[2] === undefined ? undefined : resolve(process.argv[2]);
const command =
  project === undefined
    ? join(repository, "packages/cli/bin/argosy.js")
    : join(project, "node_modules/@argosy/cli/dist/main.js");
const scratch = await scratchFolder(project ?? repository);

try {
  const figures = [await help(), await coldCompile(), await engine(), await bundleSize()];
  process.exitCode = printFigures(figures) ? 0 : 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function help(): Promise<Figure> {
  const [ours = 0, reference = 0] = await medians([argosy("--help"), node("-e", "0")], 15);
  return {
    name: "argosy --help / node -e 0",
    value: ours / reference,
    unit: "×",
    budget: 3,
    detail: versus(ours, reference),
  };
}

async function coldCompile(): Promise<Figure> {
  const sixtyLines = join(scratch, "sixty-lines.ts");
  await copyFile(join(import.meta.dirname, "fixtures/sixty-lines.ts"), sixtyLines);
  const flags = [
    "--strict",
    "--skipLibCheck",
    "--target",
    "es2024",
    "--module",
    "nodenext",
    "--allowImportingTsExtensions",
  ];
  const tsc = node(
    join(repository, "node_modules/typescript/bin/tsc"),
    "--noEmit",
    "--ignoreConfig",
    "--types",
    "node",
    ...flags,
    sixtyLines,
  );
  const ours = argosy("compile", sixtyLines, "--target", "argo", "--store", "s3://bucket");
  // An installed argosy starts from a snapshot from its second start on; a checkout never does.
  if (project !== undefined) await once({ ...ours, env: { ARGOSY_SNAPSHOT: "wait" } });
  const [compiling = 0, checking = 0] = await medians([ours, tsc], 7);
  return {
    name: "argosy compile / tsc --noEmit, 60 lines",
    value: compiling / checking,
    unit: "×",
    budget: project === undefined ? 2 : 1,
    detail: versus(compiling, checking),
  };
}

/** What each further step of a chain costs, beyond as many starts of a bare Node. */
async function engine(): Promise<Figure> {
  const [long, short] = [await chainOf(scratch, 50), await chainOf(scratch, 1)];
  const bareStarts = `for (let n = 0; n < 49; n += 1) child_process.spawnSync(process.execPath, ["-e", "0"])`;
  const programs = [argosy("run", long, "--json"), argosy("run", short, "--json"), node("-e", bareStarts)];
  const [many = [], one = [], bare = []] = await interleaved(programs, 5);
  // Differences within one round: a busy machine is busy for all of it.
  const steps = many.map((milliseconds, round) => (milliseconds - (one[round] ?? 0)) / 49);
  const overheads = steps.map((milliseconds, round) => milliseconds - (bare[round] ?? 0) / 49);
  const detail = `${median(steps).toFixed(0)} ms a step, ${(median(bare) / 49).toFixed(0)} ms for a bare node`;
  return { name: "local engine, overhead a step", value: median(overheads), unit: " ms", budget: 80, detail };
}

async function bundleSize(): Promise<Figure> {
  const podRuntime = join(repository, "packages/runner/src/pod/main.ts");
  const entry = await chainOf(scratch, 1);
  const { compiled, diagnostics } = await compile({
    entry,
    target: "local",
    podRuntime,
    settings: { image: "node:24-slim" },
  });
  const code = compiled?.bundles.find((bundle) => bundle.step !== "$glue")?.code;
  if (code === undefined) throw new Error(`the bench's own pipeline does not compile: ${JSON.stringify(diagnostics)}`);
  const bytes = gzipSync(code, { level: 9 }).length;
  return {
    name: "bundle of a plain step, gzipped",
    value: bytes / 1024,
    unit: " KiB",
    budget: 20,
    detail: `${code.length} bytes plain`,
  };
}

function argosy(...options: readonly string[]): Program {
  return { name: `argosy ${options[0]}`, command: process.execPath, options: [command, ...options], cwd: scratch };
}

function node(...options: readonly string[]): Program {
  return { name: `node ${options[0]}`, command: process.execPath, options, cwd: scratch };
}

async function medians(programs: readonly Program[], rounds: number): Promise<readonly number[]> {
  return (await interleaved(programs, rounds)).map(median);
}

function versus(ours: number, reference: number): string {
  return `${ours.toFixed(0)} ms / ${reference.toFixed(0)} ms`;
}
