import { fileURLToPath } from "node:url";
import type { Bundle, Diagnostic, LoweredProgram, PipelineIr, TargetSettings } from "@argosy/sdk/ir";
import { parseProgram } from "./1-parse/program.ts";
import { analyzeProgram } from "./2-analyze/analyze.ts";
import { type ConstantCall, type Evaluate, foldConstants } from "./3-lower/fold-constants.ts";
import { lower } from "./3-lower/lower.ts";
import { checkLocal } from "./4-emit/local/check.ts";
import type { Backend, KubernetesObject } from "./4-emit/backend.ts";
import { bundleProgram } from "./bundle/bundle-program.ts";
import { evaluateAtCompileTime } from "./bundle/evaluate.ts";
import type { SourceGraph } from "./bundle/source-graph-types.ts";
import { Diagnostics } from "./diagnostics/collector.ts";

export interface CompileOptions {
  /** Absolute path of the TypeScript file. */
  readonly entry: string;
  /** How messages name the file; the path itself when absent. */
  readonly shownAs?: string;
  /** The pipeline's name or export; the only one when absent. */
  readonly pipeline?: string;
  /** A back end, or `local` for the lowered program alone. */
  readonly target: "argo" | "local";
  /** Absolute path of the module that exports `runPod`; part of every bundle. */
  readonly podRuntime: string;
  readonly settings: TargetSettings;
  /** Puts every expression into a glue pod of its own, to compare with. */
  readonly forceGlue?: boolean;
}

export interface Compiled {
  readonly ir: PipelineIr;
  readonly program: LoweredProgram;
  readonly bundles: readonly Bundle[];
  /** Absent for `local`. */
  readonly documents?: readonly KubernetesObject[];
}

export interface CompileResult {
  /** Absolute; spans are relative to it. */
  readonly root: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when there are errors. */
  readonly compiled?: Compiled;
}

/** Compiles one pipeline: source to IR, IR to a lowered program, that to bundles and to the target's documents. */
export async function compile(options: CompileOptions): Promise<CompileResult> {
  const diagnostics = new Diagnostics();
  const report = (found: Diagnostic): void => diagnostics.add(found);
  const shownAs = options.shownAs ?? options.entry;
  const { parsed, root, diagnostics: found } = parseProgram(options.entry, shownAs);
  diagnostics.addAll(found);
  const failed = (): CompileResult => ({ root, diagnostics: diagnostics.list });
  if (parsed === undefined || diagnostics.hasErrors) return failed();

  const analyzed = analyzeProgram(parsed, options.pipeline, shownAs, report);
  if (analyzed === undefined || diagnostics.hasErrors) return failed();
  const { sources } = analyzed;
  const ir = await foldConstants(analyzed.ir, (calls) => evaluateConstants(calls, sources, root));

  const program = lower(ir, { forceGlue: options.forceGlue ?? false, report });
  const backend = await backendFor(options.target);
  diagnostics.addAll(backend === undefined ? checkLocal(program) : backend.check(program, options.settings));
  if (diagnostics.hasErrors) return failed();

  const bundled = await bundleProgram({
    ir,
    program,
    sources,
    root,
    podRuntime: options.podRuntime,
    sdkPodShim: SDK_POD_SHIM,
  });
  diagnostics.addAll(bundled.diagnostics);
  if (diagnostics.hasErrors) return failed();

  const documents = backend?.emit(program, bundled.bundles, options.settings);
  diagnostics.addAll(backend?.checkDocuments(program, bundled.bundles, documents ?? []) ?? []);
  if (diagnostics.hasErrors) return failed();

  const compiled = { ir, program, bundles: bundled.bundles, ...(documents === undefined ? {} : { documents }) };
  return { root, diagnostics: diagnostics.list, compiled };
}

async function evaluateConstants(
  calls: readonly ConstantCall[],
  sources: SourceGraph,
  root: string,
): ReturnType<Evaluate> {
  const evaluations = await evaluateAtCompileTime({ sources, root, sdkPodShim: SDK_POD_SHIM, calls });
  return evaluations.map((evaluation) => (evaluation.ok ? { value: evaluation.value } : undefined));
}

/** Loaded when it is asked for: most commands need one back end at most. */
async function backendFor(target: CompileOptions["target"]): Promise<Backend | undefined> {
  switch (target) {
    case "argo":
      return (await import("./4-emit/argo/index.ts")).argo;
    case "local":
      return undefined;
  }
}

const SDK_POD_SHIM = fileURLToPath(new URL("./pod-shim.js", import.meta.resolve("@argosy/sdk"))).replace(
  /\.js$/,
  import.meta.url.endsWith(".ts") ? ".ts" : ".js",
);
