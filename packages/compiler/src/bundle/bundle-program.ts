import type { Bundle, Diagnostic, LoweredProgram, PipelineIr } from "@argosy/sdk/ir";
import type { SourceGraph } from "./source-graph-types.ts";

export interface BundleOptions {
  readonly ir: PipelineIr;
  readonly program: LoweredProgram;
  /** Must hold a root for every step and fragment that the program calls. */
  readonly sources: SourceGraph;
  /** Absolute path of the project root, where packages are looked for. */
  readonly root: string;
  /** Absolute path of the module that exports `runPod`. */
  readonly podRuntime: string;
  /** Absolute path of the module that stands for `@argosy/sdk` in a pod. */
  readonly sdkPodShim: string;
}

export interface BundleResult {
  /** One per distinct step that is called, in the program's order, then `$glue`; empty when there are errors. */
  readonly bundles: readonly Bundle[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes the code of every pod: one ES module per step, and one for all glue. */
export function bundleProgram(_options: BundleOptions): Promise<BundleResult> {
  throw new Error("being written");
}
