import { dirname } from "node:path";
import type { Bundle, Diagnostic, LoweredProgram, PipelineIr, TargetSettings } from "@argosy/sdk/ir";
import { parseProgram } from "./1-parse/program.ts";
import { SourceFiles } from "./1-parse/source-files.ts";
import { hasSyntaxErrors, userFiles } from "./1-parse/typescript-diagnostics.ts";
import type { Explanation } from "./3-lower/explain.ts";
import { checkLocal } from "./4-emit/local/check.ts";
import type { Backend, KubernetesObject } from "./4-emit/backend.ts";
import type { KfpDocument } from "./4-emit/kfp/objects.ts";
import { bundleProgram } from "./bundle/bundle-program.ts";
import { Diagnostics } from "./diagnostics/collector.ts";
import { bugOfOurs } from "./bug-of-ours.ts";
import { isStackOverflow, needsLargeStack, withLargeStack } from "./large-stack.ts";
import { lowerSource, SDK_CHECKS, SDK_POD_SHIM } from "./lower-source.ts";

export interface CompileOptions {
  /** Absolute path of the TypeScript file. */
  readonly entry: string;
  /** How messages name the file; the path itself when absent. */
  readonly shownAs?: string;
  /** The pipeline's name or export; the only one when absent. */
  readonly pipeline?: string;
  /** A back end, or `local` for the lowered program alone. */
  readonly target: "argo" | "kfp" | "local";
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
  /** Where the pipeline's own code runs. */
  readonly explanation: Explanation;
  /** Only for `argo`. */
  readonly documents?: readonly KubernetesObject[];
  /** Only for `kfp`: the pipeline, and what Kubernetes has to know besides. */
  readonly kfp?: readonly KfpDocument[];
}

export interface CompileResult {
  /** Absolute; spans are relative to it. */
  readonly root: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of the user's files that were read, the entry first. */
  readonly read: readonly string[];
  /** What was thrown where nothing may be: the bug behind an `AR9001`. */
  readonly bug?: unknown;
  /** Absent when there are errors. */
  readonly compiled?: Compiled;
}

/**
 * Compiles one pipeline: source to IR, IR to a lowered program, that to bundles and to the target's documents.
 * @param files What earlier compilations have parsed; with it only what has changed since is parsed again.
 */
export async function compile(options: CompileOptions, files?: SourceFiles): Promise<CompileResult> {
  try {
    if (files === undefined && needsLargeStack(options.entry))
      return await withLargeStack({ task: "compile", options });
    return await compileHere(options, files ?? new SourceFiles());
  } catch (error) {
    if (isStackOverflow(error)) return withLargeStack({ task: "compile", options });
    return { root: dirname(options.entry), read: [options.entry], ...bugOfOurs(error) };
  }
}

/** The same, with the stack of the calling thread. */
export async function compileHere(options: CompileOptions, files: SourceFiles): Promise<CompileResult> {
  const diagnostics = new Diagnostics();
  const { entry, shownAs = entry, pipeline, forceGlue = false, settings } = options;
  const { parsed, root, diagnostics: typeErrors } = parseProgram(entry, shownAs, files);
  if (parsed === undefined) return { root, diagnostics: typeErrors, read: [entry] };
  const read = userFiles(parsed);
  if (hasSyntaxErrors(parsed)) return { root, diagnostics: typeErrors, read };
  const failed = (): CompileResult => ({ root, diagnostics: diagnostics.list, read });

  const lowered = await lowerSource(parsed, typeErrors, { pipeline, shownAs, forceGlue }, diagnostics);
  if (lowered === undefined) return failed();
  const { ir, sources, program, explanation } = lowered;
  const target = await loadTarget(options.target);
  const check = (checked: LoweredProgram): void =>
    diagnostics.addAll(target.name === "local" ? checkLocal(checked) : target.backend.check(checked, settings));
  if (program !== undefined) check(program);
  else if (typeErrors.length === 0) check(withoutBody(ir));
  if (program === undefined || explanation === undefined || diagnostics.hasErrors) return failed();

  const { podRuntime } = options;
  const modules = { podRuntime, sdkPodShim: SDK_POD_SHIM, sdkChecks: SDK_CHECKS };
  const bundled = await bundleProgram({ ir, program, sources, root, ...modules });
  diagnostics.addAll(bundled.diagnostics);
  if (diagnostics.hasErrors) return failed();

  const emitted = emitFor(target, program, bundled.bundles, settings, diagnostics);
  if (diagnostics.hasErrors) return failed();

  const compiled = { ir, program, bundles: bundled.bundles, explanation, ...emitted };
  return { root, diagnostics: diagnostics.list, read, compiled };
}

/** Options and parameters alone, where the body has errors. */
function withoutBody({ name, options, optionSpans, params, steps, span }: PipelineIr): LoweredProgram {
  const output = { kind: "ref", ref: { kind: "lit", wire: "null" } } as const;
  const main = { id: "main", inputs: [], tasks: [], output, raises: [] };
  return { version: 1, name, options, optionSpans, params, steps, main: main.id, scopes: { main }, calls: [], span };
}

type Target =
  | { readonly name: "argo"; readonly backend: Backend<KubernetesObject> }
  | { readonly name: "kfp"; readonly backend: Backend<KfpDocument> }
  | { readonly name: "local" };

/** Loaded when it is asked for: most commands need one back end at most. */
async function loadTarget(name: CompileOptions["target"]): Promise<Target> {
  switch (name) {
    case "argo":
      return { name, backend: (await import("./4-emit/argo/index.ts")).argo };
    case "kfp":
      return { name, backend: (await import("./4-emit/kfp/index.ts")).kfp };
    case "local":
      return { name };
  }
}

function emitFor(
  target: Target,
  program: LoweredProgram,
  bundles: readonly Bundle[],
  settings: TargetSettings,
  diagnostics: Diagnostics,
): Pick<Compiled, "documents" | "kfp"> {
  const emitWith = <Document extends object>(backend: Backend<Document>): readonly Document[] => {
    const documents = backend.emit(program, bundles, settings);
    diagnostics.addAll(backend.checkDocuments(program, bundles, documents));
    return documents;
  };
  switch (target.name) {
    case "argo":
      return { documents: emitWith(target.backend) };
    case "kfp":
      return { kfp: emitWith(target.backend) };
    case "local":
      return {};
  }
}
