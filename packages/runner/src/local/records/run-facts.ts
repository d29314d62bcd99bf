/** What is known of a run when it starts: `run.json`. */
import type { Bundle, Json, LoweredProgram, StepOptionsIr } from "@argosy/sdk/ir";

export interface RunFacts {
  readonly run: string;
  readonly pipeline: string;
  /** The file and pipeline that it was compiled from, relative to the folder that holds `.argosy`; absent when nobody said. */
  readonly source?: RunSource;
  readonly params: { readonly [name: string]: Json };
  readonly store: string;
  /** In milliseconds since the epoch. */
  readonly startedAt: number;
  /** The process that runs it, and when that was started. */
  readonly process: { readonly id: number; readonly startedAt: string };
  /** The run that it goes on from. */
  readonly resumes?: string;
  /** The run that its checkpoints belong to: the first of those that go on from each other. */
  readonly origin: string;
  readonly steps: readonly StepFacts[];
}

export interface RunSource {
  readonly file: string;
  readonly pipeline: string;
}

export interface StepFacts {
  readonly id: string;
  readonly name: string;
  readonly digest: string;
  readonly options: StepOptionsIr;
}

export function stepFacts(program: LoweredProgram, bundles: readonly Bundle[]): readonly StepFacts[] {
  const digests = new Map(bundles.map(({ step, digest }) => [step, digest]));
  return program.steps.flatMap(({ id, name, options }) => {
    const digest = digests.get(id);
    return digest === undefined ? [] : [{ id, name, digest, options }];
  });
}
