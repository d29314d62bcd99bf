import { createApi } from "./api.ts";
import { argumentsOf } from "./arguments.ts";
import { connect } from "./connection.ts";
import { describeRun } from "./describe-run.ts";
import { startRun } from "./start-run.ts";
import type { ArgoSettings, ArgoSubmission, SubmittedRun } from "./submission.ts";

// A controller that does not run picks nothing up: the run waits for it.
const PICK_UP_MS = 10_000;

/**
 * Applies the documents and starts a run, without following it.
 *
 * @example
 * const { run } = await submitToArgo({ program, documents, parameters: { rows: 1000 } }, { namespace: "ml" });
 * @throws {ClusterError} when the cluster refuses or cannot be reached.
 */
export async function submitToArgo(submission: ArgoSubmission, settings: ArgoSettings = {}): Promise<SubmittedRun> {
  const api = createApi(connect(settings));
  const parameters = await argumentsOf(submission.program, submission.parameters, settings.store);
  const { run } = await startRun(api, { steady: api, submission, parameters, patienceMs: PICK_UP_MS });
  return describeRun(api, run);
}
