/** The port that every place to run a pipeline implements. */
import type { RunEvent, RunOutcome } from "./events.ts";

/** How a caller follows a run. */
export interface Follow {
  /** Called for every event, in order. It must not throw. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Aborting it stops the run; the outcome is then `cancelled`. */
  readonly signal?: AbortSignal;
}

/** Runs one kind of submission: a lowered program with its bundles here, documents on a cluster. */
export interface Engine<Submission> {
  readonly name: string;
  /** Runs to the end. A failed run is an outcome; it rejects only when the run could not be started or followed. */
  run(submission: Submission, follow: Follow): Promise<RunOutcome>;
}
