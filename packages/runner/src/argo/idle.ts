/** Tells a run that waits from one that hangs. */
import type { ClusterProblem } from "./cluster-error.ts";
import type { Nodes } from "./nodes.ts";
import type { Workflow, WorkflowNode } from "./objects.ts";
import { isOver } from "./translate.ts";

/** What of a pod tells that it has ended. */
export interface PodState {
  readonly metadata: { readonly annotations?: { readonly [name: string]: string } };
  readonly status?: { readonly phase?: string };
}

/** Why nothing happens, when nothing can be happening; nothing while pods run or the run waits for somebody. */
export function idleness(workflow: Workflow, nodes: Nodes): ClusterProblem | undefined {
  const { status, spec } = workflow;
  const phase = status?.phase ?? "";
  if (phase === "") return notPickedUp(workflow.metadata.namespace ?? "");
  // Postponed by a limit on how many run at once: the controller says so and starts it later.
  if (phase === "Pending" || spec?.suspend === true) return undefined;
  const open = Object.values(nodes).filter((node) => !isOver(node));
  if (open.some(isBusy)) return undefined;
  return {
    code: "AR6025",
    message: `nothing runs and nothing changes${open.length === 0 ? "" : `: Argo holds ${namesOf(open)} open without a pod`}`,
    hint: "This looks like a fault of Argo or of the compiled workflow: please report it with the output of `kubectl get workflow -o yaml`",
  };
}

/** Pods that ended long ago while Argo still waits for what they gave: before Argo 4 that is all a missing role shows. */
export function unreported(nodes: Nodes, pods: readonly PodState[], namespace: string): ClusterProblem | undefined {
  const ended = new Set(
    pods.filter(({ status }) => status?.phase === "Succeeded" || status?.phase === "Failed").map(nodeIdOf),
  );
  const open = Object.values(nodes).filter((node) => node.type === "Pod" && !isOver(node));
  if (open.length === 0 || !open.every(({ id }) => ended.has(id))) return undefined;
  return {
    code: "AR6018",
    message: `the pod of ${namesOf(open)} has ended, but Argo has not received its results`,
    hint:
      `Does the pods' service account have the right to create and patch workflowtaskresults.argoproj.io? ` +
      `kubectl -n ${namespace} auth can-i create workflowtaskresults.argoproj.io --as=system:serviceaccount:${namespace}:NAME`,
  };
}

function nodeIdOf({ metadata }: PodState): string | undefined {
  return metadata.annotations?.["workflows.argoproj.io/node-id"];
}

function notPickedUp(namespace: string): ClusterProblem {
  return {
    code: "AR6017",
    message: "no Argo controller has picked the run up",
    hint: `Is the workflow-controller running, and does it watch the namespace \`${namespace}\`?`,
  };
}

// A retry waits for its backoff, a suspended node for somebody, a locked one for its turn.
function isBusy({ type, message = "" }: WorkflowNode): boolean {
  if (type === "Pod" || type === "Suspend" || type === "HTTP" || type === "Plugin") return true;
  return /^Backoff for|[Ww]aiting for .* lock/.test(message);
}

function namesOf(nodes: readonly WorkflowNode[]): string {
  return (
    nodes
      .slice(0, 3)
      .map(({ displayName }) => `\`${displayName}\``)
      .join(", ") + (nodes.length > 3 ? "…" : "")
  );
}
