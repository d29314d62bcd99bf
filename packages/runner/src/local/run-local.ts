/** Runs a lowered program on this machine, with a process per pod. */
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { encodeWire, toWireError, type Store } from "@argosy/sdk/runtime";
import type { Bundle, Json, LoweredProgram } from "@argosy/sdk/ir";
import type { Environment } from "../environment.ts";
import type { Engine, Follow } from "../engine.ts";
import type { RunEventBody, RunFailure, RunOutcome } from "../events.ts";
import { decodeText, type LoadSpill } from "../pod/decode.ts";
import { openStore } from "../store/open-store.ts";
import type { Ask } from "./ask.ts";
import { machineCapacity, type Resources } from "./capacity.ts";
import { engineFor } from "./container-engine.ts";
import { killGroup, type Alive } from "./child.ts";
import { kubectlNamespace } from "./kubectl.ts";
import { type Outside, outsideOf } from "./outside.ts";
import { refuseWhatDoesNotFit } from "./does-not-fit.ts";
import { planProgram, type Plan } from "./plan.ts";
import { freshProcesses, type PodStarter } from "./pod-process.ts";
import { createPool } from "./pool.ts";
import { cacheFolder } from "./records/cache-folder.ts";
import { processStart, readRun, recordsBehind, type PastRun } from "./records/past-runs.ts";
import { stepFacts, type RunFacts, type RunSource } from "./records/run-facts.ts";
import { valueFolder } from "./records/value-folder.ts";
import { createReuse, NOTHING_BEFORE } from "./reuse.ts";
import { openRunFolder, writeBundles, type RunFolder } from "./run-folder.ts";
import { runPod } from "./run-pod.ts";
import { programFailure } from "../program-failure.ts";
import { runScope, type ScopeEnd } from "./run-scope.ts";
import type { Run } from "./run.ts";
import { BODY } from "./task-path.ts";
import { createStopper, type Stopper } from "./stopper.ts";
import { warmProcesses } from "./warm-processes.ts";

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
  /** What it was compiled from, so that it can be compiled again to go on. */
  readonly source?: RunSource;
  /** A run whose finished steps are not run again, unless they were changed. */
  readonly resumes?: string;
  /** The name of a step that runs again, with all that comes after it. */
  readonly fromStep?: string;
  /** Whether results of earlier runs may be taken. Default `true`. */
  readonly cache?: boolean;
  /** Whether a step that is larger than the machine is an error before the start. Default: it runs alone. */
  readonly strict?: boolean;
  /** Asks a person what `approve` asks. Default: nobody can be asked, which fails the run. */
  readonly ask?: Ask;
  /** What keeps a step apart from others. Default `"worker"`. */
  readonly isolate?: Isolation;
}

/**
 * `process`: a process for each attempt, as a pod is. `worker`: processes that run one step after the other, each with
 * its code loaded anew; one that a step leaves anything behind in is not used again.
 */
export type Isolation = "process" | "worker";

/** The engine of `argosy run`. */
export const localEngine: Engine<LocalSubmission> = {
  name: "local",
  run: (submission, follow) => runLocal({ ...submission, ...follow }),
};

/**
 * Runs a lowered program on this machine to its end. Steps run in child processes, never more at once than fit.
 * A run that fails is an outcome, not a rejection.
 *
 * @throws {DoesNotFitError} when it is to be strict, and a step is larger than the machine
 * @throws {RunNotFoundError} when there is no run to go on from
 * @throws {StepNotFoundError} when `fromStep` names no step of the program
 * @throws {StoreError} when `store` is no store
 * @throws {MachineError} when a step needs a container engine or a cluster, and there is none
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
  const env = options.env ?? process.env;
  const outside = outsideOf(
    { containers: await engineFor(options.program, env), namespace: await kubectlNamespace(options.program, env) },
    home,
    env,
  );
  const capacity = { ...machineCapacity(), ...options.capacity };
  if (options.strict === true) refuseWhatDoesNotFit(options.program, capacity);
  checkStepName(options);
  const resumed = options.resumes === undefined ? undefined : readRun(home, options.resumes);
  const facts = factsOf(options, id, storeUrl, resumed?.facts);
  const folder = openRunFolder(home, facts);
  const stop = createStopper(options.signal, options.program.options.timeoutSeconds);
  const alive: Alive = new Set();
  // Whoever leaves this process in a hurry must not leave steps behind.
  const killAll = (): void => alive.forEach(killGroup);
  process.once("exit", killAll);
  const pods = podStarter(options.isolate ?? "worker", alive);
  try {
    const bundleFiles = writeBundles(home, options.bundles);
    return await execute(plan, options, {
      id,
      home,
      capacity,
      folder,
      storeUrl,
      store,
      bundleFiles,
      stop,
      pods,
      facts,
      resumed,
      outside,
    });
  } finally {
    pods.close();
    process.removeListener("exit", killAll);
    stop.dispose();
    folder.close();
  }
}

/** There is no step of that name. */
export class StepNotFoundError extends Error {
  override readonly name: string = "StepNotFoundError";
}

function checkStepName({ program, fromStep }: LocalSubmission): void {
  const names = program.steps.map(({ name }) => name);
  if (fromStep !== undefined && !names.includes(fromStep))
    throw new StepNotFoundError(`there is no step ${fromStep}; the pipeline has ${names.join(", ")}`);
}

function podStarter(isolation: Isolation, alive: Alive): PodStarter {
  switch (isolation) {
    case "process":
      return freshProcesses(alive);
    case "worker":
      return warmProcesses(alive, availableParallelism());
  }
}

function factsOf(
  { program, bundles, params, source }: LocalSubmission,
  run: string,
  store: string,
  resumed: RunFacts | undefined,
): RunFacts {
  return {
    run,
    pipeline: program.name,
    ...(source === undefined ? {} : { source }),
    params,
    store,
    startedAt: Date.now(),
    process: { id: process.pid, startedAt: processStart(process.pid) ?? "" },
    ...(resumed === undefined ? {} : { resumes: resumed.run }),
    origin: resumed?.origin ?? run,
    steps: stepFacts(program, bundles),
  };
}

interface Parts {
  readonly id: string;
  readonly home: string;
  readonly capacity: Resources;
  readonly folder: RunFolder;
  readonly storeUrl: string;
  readonly store: Store;
  readonly bundleFiles: ReadonlyMap<string, string>;
  readonly stop: Stopper;
  readonly pods: PodStarter;
  readonly facts: RunFacts;
  readonly resumed: PastRun | undefined;
  readonly outside: Outside;
}

async function execute(plan: Plan, options: LocalSubmission & Follow, parts: Parts): Promise<RunOutcome> {
  const { id, folder, stop } = parts;
  const { program } = plan;
  const started = Date.now();
  const failures: RunFailure[] = [];
  const emit = emitter(folder, options.onEvent);
  let isCut = false;
  const run = createRun(plan, options, parts, emit, {
    fail: (failure) => failures.push(failure),
    cut: () => (isCut = true),
  });
  emit({ kind: "run-started", run: id, pipeline: program.name, target: "local" });
  const end = await runMain(run);
  const result = end === undefined || isCut ? undefined : await resultOf(end, run);
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
  told: Pick<Run, "fail" | "cut">,
): Run {
  const { capacity } = parts;
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
    pool: createPool(
      capacity,
      Math.min(plan.program.options.parallelism ?? Number.POSITIVE_INFINITY, parts.pods.mostAtOnce),
      parts.stop.signal,
    ),
    signal: parts.stop.signal,
    pods: parts.pods,
    ...memoryOf(plan, options, parts),
    workDir,
    stepEnv: inherited(options.env ?? process.env),
    outside: parts.outside,
    graceMs: (options.graceSeconds ?? 10) * 1000,
    runPod,
    ask: options.ask ?? (async () => "nobody"),
    emit,
    ...told,
    warnOnce: (message) => {
      if (!warned.has(message)) emit({ kind: "warning", message });
      warned.add(message);
    },
  };
}

/** What the run knows of earlier ones, and leaves to later ones. */
function memoryOf(
  plan: Plan,
  { fromStep, cache: useCache = true }: LocalSubmission,
  { home, store, facts, resumed, id }: Parts,
): Pick<Run, "values" | "reuse" | "codeOf" | "checkpointRun"> {
  const values = valueFolder(home);
  const codeOf: Run["codeOf"] = ({ step }) => {
    const { sha256 = "", digest = "" } = plan.bundles.get(step?.id ?? "$glue") ?? {};
    return { code: sha256, digest };
  };
  const unchanged = new Set(
    facts.steps.flatMap(({ name, digest }) =>
      resumed?.facts.steps.some((before) => before.name === name && before.digest === digest) ? [name] : [],
    ),
  );
  return {
    values,
    codeOf,
    reuse: createReuse({
      cache: cacheFolder(home),
      values,
      resumed: resumed === undefined ? [] : recordsBehind(home, resumed),
      useCache,
      ...(fromStep === undefined ? {} : { fromStep }),
      exists: (uri) => store.exists(uri).catch(() => true),
      codeOf,
      now: Date.now,
    }),
    // What other code saved would mislead the step.
    checkpointRun: (step) => (step !== undefined && unchanged.has(step.name) ? facts.origin : id),
  };
}

function inherited(env: Environment): { readonly [name: string]: string } {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith("ARGOSY_"),
  );
  return Object.fromEntries(kept);
}

async function runMain(run: Run): Promise<ScopeEnd> {
  if (run.signal.aborted) return undefined;
  const { program, scopes } = run.plan;
  const main = scopes.get(program.main);
  if (main === undefined) throw new Error(`there is no scope ${program.main}`);
  const inputs = new Map(main.scope.inputs.map((name) => [name, encodeWire(run.params[name])]));
  return runScope(run, main, { place: BODY, inputs, beyond: 0, history: NOTHING_BEFORE });
}

/** The pipeline's result; undefined when it is an error, which the run then knows. */
async function resultOf(end: NonNullable<ScopeEnd>, run: Run): Promise<{ readonly value: Json } | undefined> {
  try {
    return { value: ((await decodeText(end.text, end.lists, run.loadSpill)) ?? null) as Json };
  } catch (error) {
    run.fail(programFailure(toWireError(error)));
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

/** Sorts by time, to the millisecond, also as text: `20261124-153000042-1a2b3c`. */
function newRunId(now: Date): string {
  const [date = "", time = ""] = now.toISOString().split("T");
  return `${date.replaceAll("-", "")}-${time.slice(0, 12).replaceAll(/[:.]/g, "")}-${randomBytes(3).toString("hex")}`;
}
