/** What made a Workflow fail: its nodes first, else what the controller says of the whole. */
import type { LoweredProgram } from "@argosy/sdk/ir";
import type { RunFailure } from "../events.ts";
import { itemAround, locate } from "./locate.ts";
import { failureOfNode, thrownBetween } from "./node-failure.ts";
import type { Nodes } from "./nodes.ts";
import type { WorkflowNode, WorkflowStatus } from "./objects.ts";
import { retryOf } from "./translate.ts";

export interface FailedNode {
  readonly failure: RunFailure;
  readonly node?: WorkflowNode;
}

/** At least one, the earliest first. */
export function failuresOf(
  status: WorkflowStatus,
  nodes: Nodes,
  program: LoweredProgram,
): readonly [FailedNode, ...FailedNode[]] {
  const [first, ...others] = failedNodes(nodes).map((node) => {
    const located = locate(node, nodes, program);
    const thrown = located === undefined ? thrownBetween(node, itemAround(node, nodes)) : undefined;
    return { node, failure: thrown ?? failureOfNode(node, located) };
  });
  return first === undefined ? [{ failure: ofWorkflow(status) }] : [first, ...others];
}

function failedNodes(nodes: Nodes): readonly WorkflowNode[] {
  return Object.values(nodes)
    .filter((node) => hasFailed(node) && isLeaf(node) && !wasRetried(node, nodes) && !wasCaught(node, nodes))
    .sort((a, b) => (a.finishedAt ?? "").localeCompare(b.finishedAt ?? ""));
}

function hasFailed({ phase }: WorkflowNode): boolean {
  return phase === "Failed" || phase === "Error";
}

// A group fails because something in it did; a DAG that fails by itself has a message and nothing failed inside.
function isLeaf({ type, message, children = [] }: WorkflowNode): boolean {
  return (
    type === "Pod" ||
    type === "Suspend" ||
    type === "HTTP" ||
    type === "Skipped" ||
    (message !== undefined && children.length === 0)
  );
}

// Only where something stands in for a step that is lost does a DAG succeed around it.
function wasCaught({ boundaryID }: WorkflowNode, nodes: Nodes): boolean {
  return boundaryID !== undefined && nodes[boundaryID]?.phase === "Succeeded";
}

function wasRetried(node: WorkflowNode, nodes: Nodes): boolean {
  const retry = node.nodeFlag?.retried === true ? retryOf(node, nodes) : undefined;
  return retry !== undefined && (retry.phase === "Succeeded" || retry.children?.at(-1) !== node.id);
}

function ofWorkflow({ message = "", phase = "" }: WorkflowStatus): RunFailure {
  if (/^Stopped with strategy|shutdown/.test(message))
    return { name: "CancelledError", message: "the run was stopped", cause: "cancelled" };
  if (/deadline/i.test(message))
    return { name: "TimeoutError", message: "the run took longer than the pipeline's `timeout`", cause: "timeout" };
  return { name: "Error", message: message || `the run ended in phase ${phase}`, cause: "internal" };
}
