/** What one run of a program shows, whichever engine ran it. */
import type { Json } from "@argosy/sdk/ir";

/** `add {"a":1,"b":2}` */
export type CallText = string;

export interface Observation {
  /** Absent when it failed. */
  readonly result?: Json;
  /** Of everything that failed, as `RangeError: 3 is odd`; the one that failed the run is the first. */
  readonly errors: readonly string[];
  /** Every step call that started, in the order of starting. */
  readonly calls: readonly CallText[];
  /** The calls that had started when nothing went on any more but what was held back. */
  readonly startedMeanwhile?: readonly CallText[];
}

export function callText(step: string, input: unknown): CallText {
  return `${step} ${JSON.stringify(input)}`;
}

/** Holds back the end of one call until everything else has come to rest. */
export class Gate {
  readonly calls: CallText[] = [];
  readonly #held: CallText | undefined;
  #startedMeanwhile: readonly CallText[] | undefined;

  constructor(held?: CallText) {
    this.#held = held;
  }

  get startedMeanwhile(): readonly CallText[] | undefined {
    return this.#startedMeanwhile;
  }

  readonly around = async (step: string, input: unknown, run: () => Promise<unknown>): Promise<unknown> => {
    const text = callText(step, input);
    this.calls.push(text);
    if (text === this.#held) {
      await rest(this.calls);
      this.#startedMeanwhile ??= [...this.calls];
    }
    return run();
  };
}

/** Nothing here waits for anything but promises, so a few turns of the loop without a new call mean rest. */
async function rest(calls: readonly CallText[]): Promise<void> {
  for (let quiet = 0, seen = calls.length; quiet < QUIET_TURNS; quiet++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (calls.length !== seen) quiet = 0;
    seen = calls.length;
  }
}

const QUIET_TURNS = 5;
