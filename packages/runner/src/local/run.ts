/** What everything in one run shares. */
import type { Json, StepIr } from "@argosy/sdk/ir";
import type { RunEventBody, RunFailure } from "../events.ts";
import type { LoadSpill } from "../pod/decode.ts";
import type { Ask } from "./ask.ts";
import type { PodWork } from "./attempt.ts";
import type { Resources } from "./capacity.ts";
import type { Plan } from "./plan.ts";
import type { PodStarter } from "./pod-process.ts";
import type { Outside } from "./outside.ts";
import type { Pool } from "./pool.ts";
import type { ValueFolder } from "./records/value-folder.ts";
import type { Reuse } from "./reuse.ts";
import type { RunFolder } from "./run-folder.ts";
import type { PodDone } from "./run-pod.ts";

export interface Run {
  readonly id: string;
  readonly plan: Plan;
  readonly params: { readonly [name: string]: Json | undefined };
  readonly folder: RunFolder;
  /** The file of each step's bundle. */
  readonly bundleFiles: ReadonlyMap<string, string>;
  readonly storeUrl: string;
  readonly loadSpill: LoadSpill;
  readonly capacity: Resources;
  readonly pool: Pool;
  /** Aborted when the run is stopped, by its caller or because its time is over. */
  readonly signal: AbortSignal;
  readonly pods: PodStarter;
  readonly values: ValueFolder;
  readonly reuse: Reuse;
  readonly codeOf: (work: PodWork) => { readonly code: string; readonly digest: string };
  /** The run that a step's checkpoints belong to. */
  readonly checkpointRun: (step: StepIr | undefined) => string;
  /** Steps start here. */
  readonly workDir: string;
  /** The environment that steps inherit. */
  readonly stepEnv: { readonly [name: string]: string };
  readonly graceMs: number;
  /** Variables about programs that are not ours. */
  readonly outside: Outside;
  /** Runs a pod to its end. Undefined when it failed, and the run knows why. */
  readonly runPod: (run: Run, work: PodWork, priority: number) => Promise<PodDone | undefined>;
  readonly ask: Ask;
  readonly emit: (event: RunEventBody) => void;
  /** Records a failure; the first one is the run's. */
  readonly fail: (failure: RunFailure) => void;
  /** Told of what did not run to its end because the run was stopped: a run without it has no result. */
  readonly cut: () => void;
  /** Prints a warning the first time it is given. */
  readonly warnOnce: (message: string) => void;
}
