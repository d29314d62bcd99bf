/** What is kept of a pod that ended: enough to take its outputs again, and to say why they were not taken. */
import type { KeptText } from "./value-folder.ts";

export interface PodRecord {
  /** The run that ran it; another one than the record's own when its outputs were taken from there. */
  readonly run: string;
  readonly path: string;
  /** The pod that ran: its run and its path there. Records that were taken from each other have the same. */
  readonly origin: string;
  readonly call: string;
  /** Absent for glue. */
  readonly step?: string;
  /** SHA-256 of the bundle: the step's code and all code around its calls. */
  readonly code: string;
  /** The step's identity in the cache: its own code and the options that matter. */
  readonly digest: string;
  /** The `version` of the step's `cache` option. */
  readonly version?: string;
  readonly reads: { readonly [name: string]: KeptText };
  /** JSON of the step's input; absent for glue, and where the pod never came so far. */
  readonly input?: KeptText;
  /** Same code, same call, same reads: the same outputs. */
  readonly exact: string;
  /** Same step, same input: the same result. Absent without input. */
  readonly key?: string;
  /** The wire texts; absent when it failed. */
  readonly ports?: { readonly [port: string]: KeptText };
  /** It failed, and the program caught that: `out` holds the error, which is no result to take again. */
  readonly caught?: true;
  /** The step looked at the index of its item, so that its result is for this place alone. */
  readonly placed?: true;
  /** URIs of the files that it saved. */
  readonly artifacts: readonly string[];
  readonly durationMs: number;
  /** When it ended, in milliseconds since the epoch. */
  readonly time: number;
  /** Why an earlier result was not taken, where the parts of the key do not say it. */
  readonly missed?: Missed;
}

export type Missed =
  /** The step is not to be cached. */
  | "disabled"
  /** It changes the world, so it is never taken from the cache. */
  | "effect"
  /** Asked for on the command line, for it or for something before it. */
  | "forced"
  /** An effect, and something before it ran again. */
  | "after-rerun"
  | "expired"
  /** A file or large value of the earlier result is not in the store any more. */
  | "gone";
