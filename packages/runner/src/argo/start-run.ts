/** Starts a run and sees that the controller took the template which was applied for it. */
import type { Api } from "./api.ts";
import { applySubmission } from "./apply-submission.ts";
import { ClusterError } from "./cluster-error.ts";
import { followWorkflow } from "./follow.ts";
import type { NodeParameter, Workflow } from "./objects.ts";
import { backoff, pause } from "./pause.ts";
import { APPLIED, startWorkflow, stopWorkflow } from "./start.ts";
import type { ArgoSubmission } from "./submission.ts";

export interface Starting {
  /** Not aborted when the caller is: a request that was cut off leaves unknown whether there is a run. */
  readonly steady: Api;
  readonly submission: ArgoSubmission;
  readonly parameters: readonly NodeParameter[];
  /** How long the controller may take to pick the run up before it is left unproved. */
  readonly patienceMs: number;
  readonly signal?: AbortSignal;
  /** Told of every run that is created. */
  readonly onCreated?: (run: string) => void;
}

export interface StartedRun {
  readonly run: string;
  /** Of the template that was applied; absent once the run is known to be of it. */
  readonly unproved?: string;
}

const MOST_STARTS = 6;

/**
 * Applies, starts, and starts again while the controller runs another version of the template: one that it had not yet
 * replaced, or one that somebody else applied in between.
 * @throws {ClusterError} AR6027 when others replace the template again and again.
 */
export async function startRun(api: Api, starting: Starting): Promise<StartedRun> {
  for (let start = 0; start < MOST_STARTS; start += 1) {
    const template = await applySubmission(api, starting.submission);
    const created = await startWorkflow(starting.steady, template.name, starting.parameters);
    const run = created.metadata.name ?? "";
    starting.onCreated?.(run);
    const picked = await pickedUp(api, run, starting);
    if (picked === undefined) return { run, unproved: template.fingerprint };
    if (!isOfAnotherTemplate(picked, template.fingerprint)) return { run };
    await stopWorkflow(starting.steady, run, "Terminate");
    await pause(backoff(start, Math.random, 5_000), starting.signal);
  }
  throw replacedByOthers(starting.submission.program.name);
}

/** True of a run whose template, as the controller took it, is not the one with this fingerprint. */
export function isOfAnotherTemplate({ metadata, status }: Workflow, fingerprint: string): boolean {
  const { phase = "", message = "" } = status ?? {};
  if (phase === "") return false;
  const seen = metadata.annotations?.[APPLIED];
  return seen === undefined ? /workflowtemplates\S* "[^"]*" not found/.test(message) : seen !== fingerprint;
}

export function replacedByOthers(pipeline: string): ClusterError {
  return new ClusterError({
    code: "AR6027",
    message: `other submissions replace the template of \`${pipeline}\` at the same time, so the run was stopped`,
    hint: "Submit again, or give each version of the pipeline its own `name` or namespace",
  });
}

/** The run as the controller picked it up; nothing when that takes too long or the caller gives up. */
async function pickedUp(api: Api, run: string, { patienceMs, signal }: Starting): Promise<Workflow | undefined> {
  const late = AbortSignal.timeout(patienceMs);
  const options = { signal: signal === undefined ? late : AbortSignal.any([signal, late]) };
  for await (const sighting of followWorkflow(api, run, options)) {
    if (sighting.kind === "workflow" && (sighting.workflow.status?.phase ?? "") !== "") return sighting.workflow;
    if (sighting.kind === "gone") return undefined;
  }
  signal?.throwIfAborted();
  return undefined;
}
