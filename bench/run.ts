/**
 * Speed, as ratios measured in one run: absolute times say more about the machine than about us.
 * `node bench/run.ts [PATH OF argosy]` measures the checkout's command, or the one given, such as an installed one.
 */
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { compile } from "@argosy/compiler";
import { printFigures, type Figure } from "./figures.ts";
import { interleaved, median, type Program } from "./measure.ts";
import { chainOf, scratchFolder } from "./sources.ts";

const repository = resolve(import.meta.dirname, "..");
const given = process.argv[2];
const argosyCommand =
  given === undefined ? [process.execPath, resolve(repository, "packages/cli/bin/argosy.js")] : [resolve(given)];
const sixtyLines = resolve(import.meta.dirname, "fixtures/sixty-lines.ts");
const scratch = await scratchFolder(repository);

try {
  const figures = [await help(), await coldCompile(), await engine(), await bundleSize()];
  process.exitCode = printFigures(figures) ? 0 : 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function help(): Promise<Figure> {
  const [ours, reference] = await medians([argosy("--help"), node("-e", "0")], 15);
  return {
    name: "argosy --help / node -e 0",
    value: ours / reference,
    unit: "×",
    budget: 3,
    detail: versus(ours, reference),
  };
}

async function coldCompile(): Promise<Figure> {
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
    resolve(repository, "node_modules/typescript/bin/tsc"),
    "--noEmit",
    "--ignoreConfig",
    "--types",
    "node",
    ...flags,
    sixtyLines,
  );
  const [ours, reference] = await medians(
    [argosy("compile", sixtyLines, "--target", "argo", "--store", "s3://bucket"), tsc],
    7,
  );
  return {
    name: "argosy compile / tsc --noEmit, 60 lines",
    value: ours / reference,
    unit: "×",
    budget: 2,
    detail: versus(ours, reference),
  };
}

/** What each further step of a chain costs, beyond the start of the Node that runs it. */
async function engine(): Promise<Figure> {
  const [long, short] = [await chainOf(scratch, 50), await chainOf(scratch, 1)];
  const [many, one, start] = await medians(
    [argosy("run", long, "--json"), argosy("run", short, "--json"), node("-e", "0")],
    3,
  );
  const step = (many - one) / 49;
  const detail = `${step.toFixed(0)} ms a step, ${start.toFixed(0)} ms of it a bare node`;
  return { name: "local engine, overhead a step", value: step - start, unit: " ms", budget: 80, detail };
}

async function bundleSize(): Promise<Figure> {
  const podRuntime = resolve(repository, "packages/runner/src/pod/main.ts");
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
  const [command = "", ...before] = argosyCommand;
  return { name: `argosy ${options[0]}`, command, options: [...before, ...options], cwd: scratch };
}

function node(...options: readonly string[]): Program {
  return { name: `node ${options[0]}`, command: process.execPath, options, cwd: scratch };
}

async function medians<const Programs extends readonly Program[]>(
  programs: Programs,
  rounds: number,
): Promise<{ readonly [Index in keyof Programs]: number }> {
  const times = await interleaved(programs, rounds);
  return times.map(median) as { readonly [Index in keyof Programs]: number };
}

function versus(ours: number, reference: number): string {
  return `${ours.toFixed(0)} ms / ${reference.toFixed(0)} ms`;
}
