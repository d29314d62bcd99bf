/** Which task of the program a node of the Workflow is. */
import type { LoweredProgram, Scope, StepIr, Task } from "@argosy/sdk/ir";
import type { TaskRef } from "../events.ts";
import type { NodeParameter, WorkflowNode } from "./objects.ts";
import type { Nodes } from "./nodes.ts";

export interface Located {
  readonly task: Task;
  readonly ref: TaskRef;
  /** The step that the task runs. */
  readonly step?: StepIr;
  /** The attempt that the node is; 0 when it is not an attempt. */
  readonly attempt: number;
}

/** The item or round around any node, also around one that is no task. */
export function itemAround(node: WorkflowNode, nodes: Nodes): number | undefined {
  const around = pathParts(node, nodes).slice(0, -1);
  const innermost = around.findLast(({ item, round }) => item !== undefined || round !== undefined);
  return innermost?.item ?? innermost?.round;
}

/** Nothing for nodes that are not a task: the workflow itself, groups, items, rounds, and what the compiler adds around tasks. */
export function locate(node: WorkflowNode, nodes: Nodes, program: LoweredProgram): Located | undefined {
  // What a stop would have left to do was done: the task itself has told how it ended.
  if (node.type === "Skipped" && isInExitHandler(node, nodes)) return undefined;
  const parts = pathParts(node, nodes);
  const last = parts.at(-1);
  if (last === undefined || last.item !== undefined || node.type === "TaskGroup") return undefined;

  let scope: Scope | undefined = program.scopes[program.main];
  let task: Task | undefined;
  let path = "";
  let item: number | undefined;
  for (const part of parts) {
    if (task?.kind === "pipeline") {
      scope = program.scopes[task.body];
      task = undefined;
    }
    const entered = task === undefined ? undefined : indexWithin(task, part);
    if ((task?.kind === "fanout" || task?.kind === "loop") && entered !== undefined) {
      path += `[${entered}]`;
      item = entered;
      scope = program.scopes[task.body];
      task = undefined;
      continue;
    }
    // A step whose errors are caught lies in a DAG of its own, beside what stands in for it.
    if (task?.kind === "pod" && task.rescue !== undefined && part.name === RUN) continue;
    // The halves of a loop lie in each other, and the round at the end of them.
    if (task?.kind === "loop" && part !== last && HALVES.has(part.name)) continue;
    // The question and what follows from the answer are parts of one task.
    if (task?.kind === "wait") continue;
    // What the compiler puts around the items of a fan-out or the rounds of a loop is no task, whatever it is called.
    if (task !== undefined && task.kind !== "pod") return undefined;
    const found: Task | undefined = scope?.tasks.find(({ id }) => id === part.name || `${id}${RENAMED}` === part.name);
    // Groups of tasks, of which a scope has too many for one DAG, lie in each other as well.
    if (found === undefined && part !== last && GROUP.test(part.name)) continue;
    if (found === undefined) return undefined;
    task = found;
    path = path === "" ? found.id : `${path}/${found.id}`;
  }
  if (task === undefined || task.kind === "check") return undefined;
  const step = stepOf(task, program);
  const ref = refOf(task, path, item, step);
  return { task, ref, ...(step === undefined ? {} : { step }), attempt: last.attempt };
}

function isInExitHandler({ boundaryID }: WorkflowNode, nodes: Nodes): boolean {
  return boundaryID !== undefined && nodes[boundaryID]?.displayName.endsWith(".onExit") === true;
}

/** The item or the round that a node inside the task is. */
function indexWithin(task: Task, part: PathPart): number | undefined {
  switch (task.kind) {
    case "pod":
    case "pipeline":
    case "check":
    case "wait":
      return undefined;
    case "fanout":
      return part.item;
    case "loop":
      return part.name === ROUND ? part.round : undefined;
  }
}

// What the compiler calls the step in the DAG of one whose errors are caught.
const RUN = "run";

// What the compiler calls the tasks around and in the halves of a loop.
const ROUND = "round";
const HALVES: ReadonlySet<string> = new Set(["rounds", "first", "second"]);

const GROUP = /^part-\d[-\d]*$/;

// The compiler appends it to ids that Argo would read as words of its expression language.
const RENAMED = "-task";

function refOf(task: Task, path: string, item: number | undefined, step: StepIr | undefined): TaskRef {
  const place = { path, span: task.span, ...(item === undefined ? {} : { item }) };
  if (task.kind === "wait") return { ...place, kind: "wait", step: task.wait.kind };
  if (task.kind !== "pod") return { ...place, kind: task.kind === "pipeline" ? "pipeline" : "fanout" };
  return step === undefined ? { ...place, kind: "glue" } : { ...place, kind: "step", step: step.name };
}

function stepOf(task: Task, { steps }: LoweredProgram): StepIr | undefined {
  return task.kind === "pod" ? steps.find(({ id }) => id === task.step) : undefined;
}

interface PathPart {
  readonly name: string;
  /** Set for one item of a fan-out. */
  readonly item?: number;
  /** Set for one round of a loop. */
  readonly round?: number;
  readonly attempt: number;
}

/** The node's place from the outermost DAG inwards, without the workflow itself. */
function pathParts(node: WorkflowNode, nodes: Nodes): readonly PathPart[] {
  const boundary = node.boundaryID === undefined ? undefined : nodes[node.boundaryID];
  if (boundary === undefined) return [];
  return [...pathParts(boundary, nodes), partOf(node)];
}

// `train`, `train(1)` for the second attempt, `each(3:…)` for the fourth item.
function partOf({ displayName, nodeFlag, inputs }: WorkflowNode): PathPart {
  const open = displayName.indexOf("(");
  if (open < 0) {
    const round = displayName === ROUND ? roundOf(inputs?.parameters ?? []) : undefined;
    return { name: displayName, attempt: 0, ...(round === undefined ? {} : { round }) };
  }
  const name = displayName.slice(0, open);
  const number = Number.parseInt(displayName.slice(open + 1), 10);
  return nodeFlag?.retried === true ? { name, attempt: number } : { name, item: number, attempt: 0 };
}

/** A round's input `item` is `[index, …]`. */
function roundOf(parameters: readonly NodeParameter[]): number | undefined {
  const text = parameters.find(({ name }) => name === "item")?.value ?? "";
  const [, index] = /^\[(\d+)/.exec(text) ?? [];
  return index === undefined ? undefined : Number(index);
}
