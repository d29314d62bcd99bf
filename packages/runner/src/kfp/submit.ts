/** Uploads a pipeline that the server does not have yet, and starts a run of it. */
import { triggerOf } from "./schedule.ts";
import type { KfpClient } from "./client.ts";
import { KfpError } from "./kfp-error.ts";
import type { NewRun, VersionReference } from "./objects.ts";
import { type KfpSubmission, runParameters, versionName } from "./submission.ts";

export interface SubmittedKfpRun {
  readonly run: string;
  readonly pipeline: string;
  readonly version: string;
  /** When the pipeline has a schedule. */
  readonly recurringRun?: string;
}

export async function submitToKfp(submission: KfpSubmission, client: KfpClient): Promise<SubmittedKfpRun> {
  const reference = await ensureVersion(submission, client);
  const run = await newRun(submission, reference, client);
  const recurring = await ensureSchedule(submission, run, client);
  const started = await client.startRun(run);
  return {
    run: started.run_id,
    pipeline: reference.pipeline_id,
    version: reference.pipeline_version_id,
    ...(recurring === undefined ? {} : { recurringRun: recurring }),
  };
}

async function ensureVersion(submission: KfpSubmission, client: KfpClient): Promise<VersionReference> {
  const { name, options } = submission.program;
  const found = await client.findPipeline(name);
  const pipeline = found ?? (await uploadOrFind(name, options.description, submission.text, client));
  const wanted = versionName(submission);
  const versions = await client.versions(pipeline.pipeline_id);
  const version =
    versions.find(({ display_name: shown }) => shown === wanted) ??
    (await client.uploadVersion(pipeline.pipeline_id, wanted, submission.text));
  return { pipeline_id: pipeline.pipeline_id, pipeline_version_id: version.pipeline_version_id };
}

/** Somebody else may have been faster. */
async function uploadOrFind(name: string, description: string | undefined, text: string, client: KfpClient) {
  try {
    return await client.uploadPipeline(name, description, text);
  } catch (error) {
    const isTaken = error instanceof KfpError && error.status === 409;
    const found = isTaken ? await client.findPipeline(name) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

async function newRun(submission: KfpSubmission, reference: VersionReference, client: KfpClient): Promise<NewRun> {
  const { program, experiment, serviceAccount = program.options.serviceAccount } = submission;
  const id = experiment === undefined ? undefined : await ensureExperiment(experiment, client);
  return {
    display_name: program.name,
    ...(id === undefined ? {} : { experiment_id: id }),
    ...(serviceAccount === undefined ? {} : { service_account: serviceAccount }),
    runtime_config: { parameters: runParameters(submission) },
    pipeline_version_reference: reference,
  };
}

async function ensureExperiment(name: string, client: KfpClient): Promise<string> {
  const known = (await client.experiments()).find(({ display_name: shown }) => shown === name);
  return (known ?? (await client.createExperiment(name))).experiment_id;
}

/** One recurring run for each pipeline: of the version that was submitted last, with its defaults. */
async function ensureSchedule({ program }: KfpSubmission, run: NewRun, client: KfpClient): Promise<string | undefined> {
  const { schedule, timezone } = program.options;
  if (schedule === undefined) return undefined;
  const trigger = triggerOf(schedule, timezone);
  const before = (await client.recurringRuns()).filter(({ display_name: shown }) => shown === program.name);
  const made = await client.createRecurringRun({
    ...run,
    runtime_config: { parameters: {} },
    // A run that takes longer than it should is not joined by the next, nor are missed ones made up for.
    max_concurrency: "1",
    mode: "ENABLE",
    no_catchup: true,
    trigger,
  });
  for (const { recurring_run_id: id } of before) await client.deleteRecurringRun(id);
  return made.recurring_run_id;
}
