/** Brings a submission's documents to the cluster, its template with a fingerprint. */
import type { Api } from "./api.ts";
import { applyObjects } from "./apply.ts";
import type { KubernetesObject } from "./objects.ts";
import { withFingerprint } from "./start.ts";
import type { ArgoSubmission } from "./submission.ts";

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
