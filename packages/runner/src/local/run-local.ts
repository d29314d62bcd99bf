/** Runs a lowered program on this machine, with a process per pod. */
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { encodeWire, toWireError, type Store } from "@argosy/sdk/runtime";
import type { Bundle, Json, LoweredProgram } from "@argosy/sdk/ir";
import type { Environment } from "../environment.ts";
import type { Engine, Follow } from "../engine.ts";
import type { RunEventBody, RunFailure, RunOutcome } from "../events.ts";
import { decodeText, type LoadSpill } from "../pod/decode.ts";
import { openStore } from "../store/open-store.ts";
import { machineCapacity, type Resources } from "./capacity.ts";
import { killGroup, type Alive } from "./child.ts";
import { planProgram, type Plan } from "./plan.ts";
import { createPool } from "./pool.ts";
import { openRunFolder, writeBundles, type RunFolder } from "./run-folder.ts";
import { runPod } from "./run-pod.ts";
import { programFailure, runScope, type ScopeEnd } from "./run-scope.ts";
import type { Run } from "./run.ts";
import { BODY } from "./task-path.ts";
import { createStopper, type Stopper } from "./stopper.ts";

export interface LocalSubmission {
  readonly program: LoweredProgram;
  readonly bundles: readonly Bundle[];
  /** Checked already; absent ones are `undefined`. */
  readonly params: { readonly [name: string]: Json };
  /** Steps start here, and here lies `.argosy`. */
  readonly workDir: string;
  /** URL of the store. Default: `.argosy/store`. */
  readonly store?: string;
  /** What may be used of this machine. Default: all of it. */
  readonly capacity?: Partial<Resources>;
  /** Default: made of the time and chance. */
  readonly run?: string;
  /** The environment that steps inherit. Default: this process's. */
  readonly env?: Environment;
  /** How long a step may take to end once it was asked to, in seconds. Default 10. */
  readonly graceSeconds?: number;
}

/** The engine of `argosy run`. */
export const localEngine: Engine<LocalSubmission> = {
  name: "local",
  run: (submission, follow) => runLocal({ ...submission, ...follow }),
};

/**
 * Runs a lowered program on this machine to its end. Steps run in child processes, never more at once than fit.
 * A run that fails is an outcome, not a rejection.
 *
 * @throws {StoreError} when `store` is no store
 * @throws {ProgramError} when the program contradicts itself, which is a bug of the compiler
 * @example
 * const outcome = await runLocal({ program, bundles, params: { rows: 1000 }, workDir: process.cwd() });
 */
export async function runLocal(options: LocalSubmission & Follow): Promise<RunOutcome> {
  const plan = planProgram(options.program, options.bundles);
  const id = options.run ?? newRunId(new Date());
  const home = join(resolve(options.workDir), ".argosy");
  const storeUrl = options.store ?? pathToFileURL(join(home, "store")).href;
  const store = openStore(storeUrl, options.env ?? process.env);
  const folder = openRunFolder(home, id);
  const stop = createStopper(options.signal, options.program.options.timeoutSeconds);
  const alive: Alive = new Set();
  // Whoever leaves this process in a hurry must not leave steps behind.
  const killAll = (): void => alive.forEach(killGroup);
  process.once("exit", killAll);
  try {
    const bundleFiles = writeBundles(home, options.bundles);
    return await execute(plan, options, { id, folder, storeUrl, store, bundleFiles, stop, alive });
  } finally {
    process.removeListener("exit", killAll);
    stop.dispose();
    folder.close();
  }
}

interface Parts {
  readonly id: string;
  readonly folder: RunFolder;
  readonly storeUrl: string;
  readonly store: Store;
  readonly bundleFiles: ReadonlyMap<string, string>;
  readonly stop: Stopper;
  readonly alive: Alive;
}

async function execute(plan: Plan, options: LocalSubmission & Follow, parts: Parts): Promise<RunOutcome> {
  const { id, folder, stop } = parts;
  const { program } = plan;
  const started = Date.now();
  const failures: RunFailure[] = [];
  const emit = emitter(folder, options.onEvent);
  const run = createRun(plan, options, parts, emit, failures);
  emit({ kind: "run-started", run: id, pipeline: program.name, target: "local" });
  const end = await runMain(run);
  const result = end === undefined ? undefined : await resultOf(end, run);
  const outcome = outcomeOf(id, result, failures, stop);
  if (outcome.status === "succeeded") folder.writeResult(JSON.stringify(outcome.result));
  const failure = outcome.status === "succeeded" ? {} : { failure: outcome.failure };
  emit({ kind: "run-finished", status: outcome.status, durationMs: Date.now() - started, ...failure });
  return outcome;
}

function createRun(
  plan: Plan,
  options: LocalSubmission & Follow,
  parts: Parts,
  emit: (event: RunEventBody) => void,
  failures: RunFailure[],
): Run {
  const capacity = { ...machineCapacity(), ...options.capacity };
  const warned = new Set<string>();
  const workDir = resolve(options.workDir);
  mkdirSync(workDir, { recursive: true });
  return {
    id: parts.id,
    plan,
    params: options.params,
    folder: parts.folder,
    bundleFiles: parts.bundleFiles,
    storeUrl: parts.storeUrl,
    loadSpill: loadFrom(parts.store),
    capacity,
    pool: createPool(capacity, plan.program.options.parallelism ?? Number.POSITIVE_INFINITY, parts.stop.signal),
    signal: parts.stop.signal,
    alive: parts.alive,
    workDir,
    env: options.env ?? process.env,
    graceMs: (options.graceSeconds ?? 10) * 1000,
    runPod,
    emit,
    fail: (failure) => failures.push(failure),
    warnOnce: (message) => {
      if (!warned.has(message)) emit({ kind: "warning", message });
      warned.add(message);
    },
  };
}

function runMain(run: Run): Promise<ScopeEnd> {
  const { program, scopes } = run.plan;
  const main = scopes.get(program.main);
  if (main === undefined) throw new Error(`there is no scope ${program.main}`);
  const inputs = new Map(main.scope.inputs.map((name) => [name, encodeWire(run.params[name])]));
  return runScope(run, main, { place: BODY, inputs, beyond: 0 });
}

/** The pipeline's result; undefined when it is an error, which the run then knows. */
async function resultOf(end: NonNullable<ScopeEnd>, run: Run): Promise<{ readonly value: Json } | undefined> {
  try {
    return { value: ((await decodeText(end.text, end.lists, run.loadSpill)) ?? null) as Json };
  } catch (error) {
    run.fail(programFailure(toWireError(error), BODY));
    return undefined;
  }
}

function outcomeOf(
  run: string,
  result: { readonly value: Json } | undefined,
  failures: readonly RunFailure[],
  stop: Stopper,
): RunOutcome {
  if (result !== undefined) return { status: "succeeded", run, result: result.value };
  switch (stop.why()) {
    case "cancelled":
      return {
        status: "cancelled",
        run,
        failure: { name: "CancelledError", message: "the run was stopped", cause: "cancelled" },
      };
    case "timeout":
      return { status: "failed", run, failure: stop.timeoutFailure(), others: failures };
    case undefined: {
      const [failure = unknownFailure(), ...others] = failures;
      return { status: "failed", run, failure, others };
    }
  }
}

function unknownFailure(): RunFailure {
  return { name: "Error", message: "the run ended without a result and without a failure", cause: "internal" };
}

/** Events are kept in the run's folder and handed on; a full disk must not end the run. */
function emitter(folder: RunFolder, onEvent: Follow["onEvent"]): (event: RunEventBody) => void {
  let isKept = true;
  return (body) => {
    const event = { ...body, time: Date.now() };
    const problem = isKept ? folder.append(event) : undefined;
    onEvent?.(event);
    if (problem === undefined) return;
    isKept = false;
    onEvent?.({ kind: "warning", message: `the run's events are not kept any more: ${problem}`, time: Date.now() });
  };
}

function loadFrom(store: Store): LoadSpill {
  return async ({ uri, sha256 }) => new TextDecoder().decode(await store.read(uri, sha256));
}

/** Sorts by time, also as text: `20261124-153000-1a2b3c`. */
function newRunId(now: Date): string {
  const [date = "", time = ""] = now.toISOString().split("T");
  return `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${randomBytes(3).toString("hex")}`;
}
