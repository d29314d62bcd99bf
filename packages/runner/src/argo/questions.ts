/** What a run asks persons: nodes that are suspended until their output `answer` is supplied. */
import type { Nodes } from "./nodes.ts";
import type { WorkflowNode } from "./objects.ts";

/** The output that holds what was answered, and the input that holds what is asked, as the compiler names them. */
export const ANSWER = "answer";
const MESSAGE = "message";

export function questionsOf(nodes: Nodes): readonly WorkflowNode[] {
  return Object.values(nodes).filter(
    ({ type, phase, outputs }) =>
      type === "Suspend" && phase === "Running" && outputs?.parameters?.some(({ name }) => name === ANSWER) === true,
  );
}

export function messageOf({ inputs }: WorkflowNode): string {
  return inputs?.parameters?.find(({ name }) => name === MESSAGE)?.value ?? "";
}

/** Where in the run it is asked: `approve-1`, `each(3)/approve-1`. */
export function placeOf(node: WorkflowNode, nodes: Nodes): string {
  const boundary = nodes[node.boundaryID ?? ""];
  if (boundary === undefined) return "";
  const outer = placeOf(boundary, nodes);
  // The question lies in a DAG of its own, which has the task's name.
  if (node.type === "Suspend") return outer;
  return outer === "" ? node.displayName : `${outer}/${node.displayName}`;
}
