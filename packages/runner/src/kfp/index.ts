/** Kubeflow Pipelines, through its API. */
import { setTimeout } from "node:timers/promises";
import type { Follow } from "../engine.ts";
import type { RunOutcome } from "../events.ts";
import { createKfpApi } from "./api.ts";
import { kfpClient, type KfpClient } from "./client.ts";
import { type KfpSettings, withEnvironment } from "./connection.ts";
import type { KfpSubmission } from "./submission.ts";
import { watchKfpRun } from "./watch-run.ts";

export type { KfpClient } from "./client.ts";
export type { KfpSettings } from "./connection.ts";
export { KfpError } from "./kfp-error.ts";
export type { KfpSubmission } from "./submission.ts";
export { type SubmittedKfpRun, submitToKfp } from "./submit.ts";

const pause = async (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal });

/** A client of the server, with what the environment says about who asks. */
export function connectToKfp(settings: KfpSettings, signal?: AbortSignal): KfpClient {
  const options = { pause, ...(signal === undefined ? {} : { signal }) };
  return kfpClient(createKfpApi(withEnvironment(settings, process.env), options));
}

/** Follows a run to its end. Aborting stops following; the run itself goes on. */
export function followOnKfp(
  run: string,
  { program }: Pick<KfpSubmission, "program">,
  client: KfpClient,
  follow: Follow,
): Promise<RunOutcome> {
  return watchKfpRun(run, program, client, follow, { pause, now: Date.now });
}
