/** Running a pipeline as plain JavaScript and writing down every step call: the oracle that other engines are compared with. */
import { pipelineRecord, stepRecord } from "./brands.ts";
import type { Json } from "./ir/types.ts";
import { type CallListener, type PlainHost, plainScopes, storeFromEnvironment } from "./plain/host.ts";
import type { StepEvent } from "./runtime/create-context.ts";
import { DirectoryStore } from "./runtime/directory-store.ts";
import type { WireError } from "./runtime/wire.ts";

/** One call of a step that started. */
export interface RecordedCall {
  readonly step: string;
  readonly input: Json;
  /** Position among all starts and ends, from 0. */
  readonly started: number;
  readonly ended: number;
  /** Absent when it failed. */
  readonly output?: Json;
  readonly error?: WireError;
  readonly events: readonly StepEvent[];
}

export interface PlainRun {
  /** Absent when the pipeline failed. */
  readonly result?: Json;
  readonly error?: Error;
  /** In the order in which they started. */
  readonly calls: readonly RecordedCall[];
}

export interface PlainRunOptions {
  /** A directory for artifacts. Default: `ARGOSY_STORE`, else `.argosy/store`. */
  readonly store?: string;
  /** The run's id. Default `"plain"`. */
  readonly run?: string;
}

/**
 * Runs a pipeline of a module in this process and waits for every step it started, also after a failure.
 *
 * @param module a namespace object, as `import * as churn` gives it; its exports name the steps
 * @param which the name of the export, or the pipeline itself
 * @example
 * const { result, calls } = await runPlain(await import("./churn.ts"), "churn", { rows: 100 });
 */
export async function runPlain(
  module: { readonly [name: string]: unknown },
  which: unknown,
  params: object = {},
  options: PlainRunOptions = {},
): Promise<PlainRun> {
  const pipeline = typeof which === "string" ? module[which] : which;
  if (pipelineRecord(pipeline) === undefined) {
    throw new TypeError(
      `${typeof which === "string" ? which : "this"} is not a pipeline; the module exports ${Object.keys(module).join(", ") || "nothing"}`,
    );
  }
  const run = (pipeline as (params: object) => Promise<Json>).bind(undefined, params);
  const pending = new Set<Promise<unknown>>();
  const recorder = makeRecorder();
  const host: PlainHost = {
    run: options.run ?? "plain",
    store: () =>
      options.store === undefined
        ? storeFromEnvironment(process.env["ARGOSY_STORE"])
        : new DirectoryStore(options.store),
    nameOf: (step) => Object.keys(module).find((name) => module[name] === step && stepRecord(step) !== undefined),
    started: recorder.started,
    called: (end) => void pending.add(end.catch(() => undefined)),
  };
  const outcome = await plainScopes()
    .run({ host }, run)
    .then(
      (result) => ({ result }),
      (error: unknown) => ({ error: error as Error }),
    );
  await joined(pending);
  return { ...outcome, calls: recorder.calls() };
}

/** Waits until no call is under way: what follows a call may start others. */
async function joined(pending: ReadonlySet<Promise<unknown>>): Promise<void> {
  for (let seen = -1; pending.size !== seen;) {
    seen = pending.size;
    await Promise.all(pending);
    // Lets the code behind the last call run, up to its next call.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function makeRecorder(): {
  readonly started: (step: string, input: Json) => CallListener;
  readonly calls: () => readonly RecordedCall[];
} {
  const calls: RecordedCall[] = [];
  let position = 0;
  return {
    calls: () => calls,
    started: (step, input) => {
      const index = calls.length;
      const events: StepEvent[] = [];
      const call = { step, input, started: position++, events };
      calls.push({ ...call, ended: Number.POSITIVE_INFINITY });
      return {
        event: (event) => void events.push(event),
        ended: (outcome) => void (calls[index] = { ...call, ...outcome, ended: position++ }),
      };
    },
  };
}
