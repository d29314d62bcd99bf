import { fileURLToPath } from "node:url";
import type { Bundle, Diagnostic, LoweredProgram, PipelineIr, TargetSettings } from "@argosy/sdk/ir";
import { parseProgram } from "./1-parse/program.ts";
import type { ParsedProgram } from "./1-parse/types.ts";
import { hasSyntaxErrors } from "./1-parse/typescript-diagnostics.ts";
import { type Analyzed, analyzeProgram } from "./2-analyze/analyze.ts";
import { besideTypeErrors } from "./2-analyze/beside-type-errors.ts";
import { checkGraph } from "./3-lower/checks/check-graph.ts";
import { type ConstantCall, type Evaluate, foldConstants } from "./3-lower/fold-constants.ts";
import { lower } from "./3-lower/lower.ts";
import { checkLocal } from "./4-emit/local/check.ts";
import type { Backend, KubernetesObject } from "./4-emit/backend.ts";
import { bundleProgram } from "./bundle/bundle-program.ts";
import { evaluateAtCompileTime } from "./bundle/evaluate.ts";
import type { SourceGraph } from "./bundle/source-graph-types.ts";
import { Diagnostics } from "./diagnostics/collector.ts";
import { compileWithLargeStack, isStackOverflow } from "./large-stack.ts";

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
  try {
    return await compileHere(options);
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    return compileWithLargeStack(options);
  }
}

/** The same, with the stack of the calling thread. */
export async function compileHere(options: CompileOptions): Promise<CompileResult> {
  const diagnostics = new Diagnostics();
  const report = (found: Diagnostic): void => diagnostics.add(found);
  const shownAs = options.shownAs ?? options.entry;
  const { parsed, root, diagnostics: typeErrors } = parseProgram(options.entry, shownAs);
  const failed = (): CompileResult => ({ root, diagnostics: diagnostics.list });
  if (parsed === undefined || hasSyntaxErrors(parsed)) return { root, diagnostics: typeErrors };

  const findings = new Diagnostics();
  const analyzed = analyzeAsFarAsPossible(parsed, options.pipeline, shownAs, typeErrors.length > 0, findings);
  diagnostics.addAll(besideTypeErrors(typeErrors, findings.list));
  if (analyzed === undefined) return failed();
  const backend = await backendFor(options.target);
  const check = (program: LoweredProgram): void =>
    diagnostics.addAll(backend === undefined ? checkLocal(program) : backend.check(program, options.settings));
  if (diagnostics.hasErrors) {
    if (typeErrors.length === 0) check(withoutBody(analyzed.ir));
    return failed();
  }
  const { sources } = analyzed;
  const ir = await foldConstants(analyzed.ir, (calls) => evaluateConstants(calls, sources, root));
  diagnostics.addAll(checkGraph(ir));

  const program = lower(ir, { forceGlue: options.forceGlue ?? false, report });
  check(program);
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

/** Without `hasTypeErrors` whatever is thrown is a bug of ours; with them the analysis relies on types that do not hold. */
function analyzeAsFarAsPossible(
  parsed: ParsedProgram,
  pipeline: string | undefined,
  shownAs: string,
  hasTypeErrors: boolean,
  findings: Diagnostics,
): Analyzed | undefined {
  try {
    return analyzeProgram(parsed, pipeline, shownAs, (found) => findings.add(found));
  } catch (error) {
    if (hasTypeErrors) return undefined;
    throw error;
  }
}

/** Options and parameters alone, where the body has errors. */
function withoutBody({ name, options, optionSpans, params, steps, span }: PipelineIr): LoweredProgram {
  const output = { kind: "ref", ref: { kind: "lit", wire: "null" } } as const;
  const main = { id: "main", inputs: [], tasks: [], output, raises: [] };
  return { version: 1, name, options, optionSpans, params, steps, main: main.id, scopes: { main }, calls: [], span };
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
