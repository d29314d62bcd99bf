import type { FragmentId, Json } from "@argosy/sdk/ir";
import type { SourceGraph } from "./source-graph-types.ts";

export interface EvaluateOptions {
  /** Must hold a fragment root for every call. */
  readonly sources: SourceGraph;
  /** Absolute path of the project root. */
  readonly root: string;
  readonly sdkPodShim: string;
  /** `undefined` is a legal argument. */
  readonly calls: readonly { readonly fragment: FragmentId; readonly args: readonly (Json | undefined)[] }[];
  /** For all calls together, in milliseconds; 1000 when absent. */
  readonly timeoutMs?: number;
}

/** `reason` is a clause in the author's words, such as `it reads the clock`. */
export type Evaluation = { readonly ok: true; readonly value: Json | undefined } | { readonly ok: false; readonly reason: string };

/** Runs pure code of the user while compiling, without clock, chance, files or network; one result per call, in order. */
export function evaluateAtCompileTime(_options: EvaluateOptions): Promise<readonly Evaluation[]> {
  throw new Error("being written");
}
