/**
 * How steps and pipelines are recognised. Registered symbols, so that two copies of this package know each other's.
 */
import type { StepContext } from "./context.ts";

export const STEP: unique symbol = Symbol.for("argosy.step");
export const PIPELINE: unique symbol = Symbol.for("argosy.pipeline");

export type StepKind = "step" | "container" | "python" | "manifest" | "approve" | "sleep";

/** What a step carries under its symbol. */
export interface StepRecord {
  readonly kind: StepKind;
  readonly options: unknown;
  /** Absent for steps that are not JavaScript. */
  readonly fn?: (input: never, context: StepContext) => unknown;
}

/** What a pipeline carries under its symbol. */
export interface PipelineRecord {
  readonly options: unknown;
  readonly fn: (params: never) => unknown;
}

export function stepRecord(value: unknown): StepRecord | undefined {
  return (value as { readonly [STEP]?: StepRecord } | undefined | null)?.[STEP];
}

export function pipelineRecord(value: unknown): PipelineRecord | undefined {
  return (value as { readonly [PIPELINE]?: PipelineRecord } | undefined | null)?.[PIPELINE];
}
