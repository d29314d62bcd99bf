/** Runs pipelines on Argo Workflows. */
import type { Engine, Follow } from "../engine.ts";
import type { RunEventBody, RunOutcome } from "../events.ts";
import { createApi, type Api } from "./api.ts";
import { argumentsOf } from "./arguments.ts";
import { connect, type Connection } from "./connection.ts";
import { outcomeOf } from "./finish.ts";
import { replacedByOthers, startRun, type StartedRun } from "./start-run.ts";
import { stopWorkflow } from "./start.ts";
import { commandsFor, type ArgoSettings, type ArgoSubmission } from "./submission.ts";
import { describeRun } from "./describe-run.ts";
import { watchRun, type Watched } from "./watch-run.ts";

/**
 * An engine that applies a submission, starts it and follows it to its end.
 *
 * @example
 * const outcome = await argoEngine({ namespace: "ml" }).run({ program, documents, parameters: {} }, { onEvent: console.log });
 */
export function argoEngine(settings: ArgoSettings = {}): Engine<ArgoSubmission> {
  return { name: "argo", run: async (submission, follow) => runOn(connect(settings), submission, settings, follow) };
}

/** @throws {ClusterError} when the cluster refuses, cannot be reached or is not set up for it. */
export async function runOn(
  connection: Connection,
  submission: ArgoSubmission,
  settings: ArgoSettings,
  { onEvent, signal }: Follow,
): Promise<RunOutcome> {
  const startedAt = Date.now();
  const emit = (event: RunEventBody): void => onEvent?.({ ...event, time: Date.now() });
  const attempt: Attempt = {
    api: createApi(connection, signal === undefined ? {} : { signal }),
    submission,
    settings,
    emit,
    ...(signal === undefined ? {} : { signal }),
  };

  const outcome = await startAndFollow(attempt, connection);
  const durationMs = Date.now() - startedAt;
  emit({
    kind: "run-finished",
    status: outcome.status,
    durationMs,
    ...(outcome.status === "succeeded" ? {} : { failure: outcome.failure }),
  });
  return outcome;
}

interface Attempt {
  readonly api: Api;
  readonly submission: ArgoSubmission;
  readonly settings: ArgoSettings;
  readonly emit: (event: RunEventBody) => void;
  readonly signal?: AbortSignal;
}

// How long the controller may take to pick a run up before following begins regardless.
const PICK_UP_MS = 15_000;

async function startAndFollow(attempt: Attempt, connection: Connection): Promise<RunOutcome> {
  const { api, submission, settings, emit, signal } = attempt;
  // Starting is not interrupted halfway: afterwards nobody could say whether there is a run.
  const steady = createApi(connection);
  let run = "";
  try {
    const parameters = await argumentsOf(submission.program, submission.parameters, settings.store);
    const started = await startRun(api, {
      steady,
      submission,
      parameters,
      patienceMs: Math.min(PICK_UP_MS, settings.idleWarningMs ?? PICK_UP_MS),
      onCreated: (created) => (run = created),
      ...(signal === undefined ? {} : { signal }),
    });
    emit({ kind: "run-started", run, pipeline: submission.program.name, target: "argo" });
    const watched = await watch(attempt, started);
    switch (watched.kind) {
      case "ended":
        return await outcomeOf(api, watched, submission.program, settings.store);
      case "aborted":
        return await abandon(connection, run, settings);
      case "stale":
        await stopWorkflow(steady, run, "Terminate");
        throw replacedByOthers(submission.program.name);
    }
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    return await abandon(connection, run, settings);
  }
}

function watch({ api, submission, settings, emit, signal }: Attempt, { run, unproved }: StartedRun): Promise<Watched> {
  return watchRun(api, run, {
    program: submission.program,
    emit,
    logs: settings.logs ?? false,
    idleWarningMs: settings.idleWarningMs ?? 60_000,
    idleLimitMs: settings.idleLimitMs ?? 600_000,
    ...(signal === undefined ? {} : { signal }),
    ...(unproved === undefined ? {} : { fingerprint: unproved }),
  });
}

/** The caller follows no longer: the run goes on, unless it is to be stopped. */
async function abandon(connection: Connection, run: string, { onAbort = "leave" }: ArgoSettings): Promise<RunOutcome> {
  const cancelled = (message: string): RunOutcome => ({
    status: "cancelled",
    run,
    failure: { name: "CancelledError", message, cause: "cancelled" },
  });
  if (run === "") return cancelled("stopped before the run was started");
  const api = createApi(connection);
  if (onAbort === "stop") {
    await stopWorkflow(api, run);
    return cancelled(`the run \`${run}\` was asked to stop`);
  }
  const { follow, stop } = commandsFor(describeRun(api, run));
  return cancelled(`the run \`${run}\` goes on in the cluster\n  follow it: ${follow}\n  stop it:   ${stop}`);
}
