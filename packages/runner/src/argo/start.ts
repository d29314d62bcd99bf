/** Starts a run of an applied WorkflowTemplate, and asks one to stop. */
import { createHash, randomBytes } from "node:crypto";
import type { Api } from "./api.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Action } from "./explain.ts";
import { GROUP_VERSION, type KubernetesObject, type NodeParameter, type Workflow } from "./objects.ts";
import { workflowsPath } from "./paths.ts";

/** Of a run: the fingerprint of the template that was applied for it. */
export const APPLIED = "argosy.dev/applied";

/**
 * The template with a fingerprint that the controller copies to every run, so that a run of an older version of the
 * template, from a controller that had not yet seen the new one, is told apart.
 */
export function withFingerprint(template: KubernetesObject): {
  readonly template: KubernetesObject;
  readonly fingerprint: string;
} {
  const spec = template.spec as { readonly workflowMetadata?: { readonly annotations?: object } };
  const fingerprint = createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 16);
  const workflowMetadata = {
    ...spec.workflowMetadata,
    annotations: { ...spec.workflowMetadata?.annotations, [APPLIED]: fingerprint },
  };
  return { template: { ...template, spec: { ...spec, workflowMetadata } }, fingerprint };
}

/** Creates a Workflow of the template; what is not among the arguments takes the template's default. */
export async function startWorkflow(
  api: Api,
  template: string,
  parameters: readonly NodeParameter[],
): Promise<Workflow> {
  const { namespace } = api.connection;
  // A name of our own and not `generateName`: when an answer is lost, asking again cannot start a second run.
  const name = `${template.slice(0, 52).replace(/[-.]+$/, "")}-${randomBytes(4).toString("hex")}`;
  const action: Action = { verb: "create", resource: "workflows", group: "argoproj.io", namespace, name };
  try {
    return await api.json<Workflow>({
      method: "POST",
      path: workflowsPath(namespace),
      query: { fieldValidation: "Strict" },
      action,
      body: {
        apiVersion: GROUP_VERSION,
        kind: "Workflow",
        metadata: { name, namespace, labels: { "workflows.argoproj.io/workflow-template": template } },
        spec: {
          workflowTemplateRef: { name: template },
          arguments: { parameters },
        },
      },
    });
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== "AR6011") throw error;
    return await api.json<Workflow>({
      method: "GET",
      path: `${workflowsPath(namespace)}/${name}`,
      action: { ...action, verb: "get" },
    });
  }
}

/**
 * Asks a run to end: `Stop` lets exit handlers run, `Terminate` does not.
 * @throws {ClusterError}
 */
export async function stopWorkflow(api: Api, name: string, shutdown: "Stop" | "Terminate" = "Stop"): Promise<void> {
  const { namespace } = api.connection;
  await api.json({
    method: "PATCH",
    path: `${workflowsPath(namespace)}/${name}`,
    contentType: "application/merge-patch+json",
    body: { spec: { shutdown } },
    action: { verb: "patch", resource: "workflows", group: "argoproj.io", namespace, name },
  });
}
