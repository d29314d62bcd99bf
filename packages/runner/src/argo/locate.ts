/** Which task of the program a node of the Workflow is. */
import type { LoweredProgram, Scope, Task } from "@argosy/sdk/ir";
import type { TaskRef } from "../events.ts";
import type { WorkflowNode } from "./objects.ts";
import type { Nodes } from "./nodes.ts";

export interface Located {
  readonly ref: TaskRef;
  /** The attempt that the node is; 0 when it is not an attempt. */
  readonly attempt: number;
}

/** Nothing for nodes that are not a task: the workflow itself, groups, items, and what the compiler adds around tasks. */
export function locate(node: WorkflowNode, nodes: Nodes, program: LoweredProgram): Located | undefined {
  const parts = pathParts(node, nodes);
  const last = parts.at(-1);
  if (last === undefined || last.item !== undefined || node.type === "TaskGroup") return undefined;

  let scope: Scope | undefined = program.scopes[program.main];
  let task: Task | undefined;
  let path = "";
  let item: number | undefined;
  for (const part of parts) {
    if (part.item !== undefined && task?.kind === "fanout") {
      path += `[${part.item}]`;
      item = part.item;
      scope = program.scopes[task.body];
      task = undefined;
      continue;
    }
    // What the compiler puts around the items of a fan-out is no task, whatever it is called.
    if (task?.kind === "fanout") return undefined;
    const found: Task | undefined = scope?.tasks.find(({ id }) => id === part.name || `${id}${RENAMED}` === part.name);
    if (found === undefined) return undefined;
    task = found;
    path = path === "" ? found.id : `${path}/${found.id}`;
  }
  return task === undefined ? undefined : { ref: refOf(task, path, item, program), attempt: last.attempt };
}

// The compiler appends it to ids that Argo would read as words of its expression language.
const RENAMED = "-task";

function refOf(task: Task, path: string, item: number | undefined, program: LoweredProgram): TaskRef {
  const place = { path, span: task.span, ...(item === undefined ? {} : { item }) };
  if (task.kind === "fanout") return { ...place, kind: "fanout" };
  const step = program.steps.find(({ id }) => id === task.step);
  return step === undefined ? { ...place, kind: "glue" } : { ...place, kind: "step", step: step.name };
}

interface PathPart {
  readonly name: string;
  /** Set for one item of a fan-out. */
  readonly item?: number;
  readonly attempt: number;
}

/** The node's place from the outermost DAG inwards, without the workflow itself. */
function pathParts(node: WorkflowNode, nodes: Nodes): readonly PathPart[] {
  const boundary = node.boundaryID === undefined ? undefined : nodes[node.boundaryID];
  if (boundary === undefined) return [];
  return [...pathParts(boundary, nodes), partOf(node)];
}

// `train`, `train(1)` for the second attempt, `each(3:…)` for the fourth item.
function partOf({ displayName, nodeFlag }: WorkflowNode): PathPart {
  const open = displayName.indexOf("(");
  if (open < 0) return { name: displayName, attempt: 0 };
  const name = displayName.slice(0, open);
  const number = Number.parseInt(displayName.slice(open + 1), 10);
  return nodeFlag?.retried === true ? { name, attempt: number } : { name, item: number, attempt: 0 };
}
