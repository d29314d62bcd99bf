import { createApi, type Api } from "./api.ts";
import { applyObjects } from "./apply.ts";
import { argumentsOf } from "./arguments.ts";
import { connect } from "./connection.ts";
import type { KubernetesObject } from "./objects.ts";
import { startWorkflow, withFingerprint } from "./start.ts";
import type { ArgoSettings, ArgoSubmission, SubmittedRun } from "./submission.ts";

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
  const template = await applySubmission(api, submission);
  return describeRun(api, (await startWorkflow(api, template.name, parameters)).metadata.name ?? "");
}

export function describeRun({ connection: { namespace, context } }: Api, run: string): SubmittedRun {
  return { run, namespace, ...(context === undefined ? {} : { context }) };
}

export interface AppliedTemplate {
  readonly name: string;
  readonly fingerprint: string;
}

export async function applySubmission(api: Api, { documents }: ArgoSubmission): Promise<AppliedTemplate> {
  const template = documents.find(({ kind }) => kind === "WorkflowTemplate");
  if (template?.metadata.name === undefined) throw new TypeError("there is no WorkflowTemplate among the documents");
  const marked = withFingerprint(template);
  await applyObjects(
    api,
    documents.map((document): KubernetesObject => (document === template ? marked.template : document)),
  );
  return { name: template.metadata.name, fingerprint: marked.fingerprint };
}
