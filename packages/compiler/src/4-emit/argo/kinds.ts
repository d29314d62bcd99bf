/** The same run as another kind of object: a single run, or a schedule that needs no template beside it. */
import type { KubernetesObject, ObjectMetadata } from "../backend.ts";
import { GROUP_VERSION, type WorkflowSpec } from "./objects.ts";

export type ArgoKind = "WorkflowTemplate" | "Workflow" | "CronWorkflow";

/** @returns undefined for a CronWorkflow of documents that have no schedule */
export function documentsAs(
  kind: ArgoKind,
  documents: readonly KubernetesObject[],
): readonly KubernetesObject[] | undefined {
  const cron = documents.find((document) => document.kind === "CronWorkflow");
  // What is too large for one object comes in several, the entry behind the others.
  const entry = documents.findLast((document) => document.kind === "WorkflowTemplate");
  const others = documents.filter((document) => document !== cron && document !== entry);
  if (kind === "WorkflowTemplate" || entry === undefined) return documents;
  const { workflowMetadata, ...spec } = entry.spec as WorkflowSpec;
  if (kind === "Workflow") return [...others, { ...entry, kind, metadata: generated(entry.metadata), spec }];
  if (cron === undefined) return undefined;
  const schedule = cron.spec as { readonly workflowSpec: unknown };
  return [...others, { ...cron, spec: { ...schedule, workflowMetadata, workflowSpec: spec } }];
}

/** Every run has a name of its own. */
function generated({ name, ...metadata }: ObjectMetadata): ObjectMetadata {
  return { generateName: `${name}-`, ...metadata };
}

/** What a pipeline's pods need to be allowed, for every account that one of them runs as. */
export function executorAccess(
  entry: KubernetesObject,
  namespace: string,
): readonly [KubernetesObject, KubernetesObject] {
  const spec = entry.spec as WorkflowSpec;
  const accounts = [
    spec.serviceAccountName ?? "default",
    ...spec.templates.flatMap((template) => ("serviceAccountName" in template ? [template.serviceAccountName] : [])),
  ].filter((name) => name !== undefined);
  const metadata = { name: ROLE, namespace, labels: { "app.kubernetes.io/managed-by": "argosy" } };
  return [
    {
      apiVersion: `${RBAC}/v1`,
      kind: "Role",
      metadata,
      // To report what a pod gave; the least that Argo's executor does with.
      rules: [{ apiGroups: [GROUP], resources: ["workflowtaskresults"], verbs: ["create", "patch"] }],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "RoleBinding",
      metadata: { ...metadata, name: `${ROLE}-${entry.metadata.name ?? ""}` },
      roleRef: { apiGroup: RBAC, kind: "Role", name: ROLE },
      subjects: [...new Set(accounts)].map((name) => ({ kind: "ServiceAccount", name, namespace })),
    },
  ];
}

const ROLE = "argosy-executor";
const RBAC = "rbac.authorization.k8s.io";
const [GROUP] = GROUP_VERSION.split("/");
