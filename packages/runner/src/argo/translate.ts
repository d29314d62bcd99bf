/** What happened between two states of a Workflow, as run events. */
import type { LoopTask, LoweredProgram } from "@argosy/sdk/ir";
import type { RunEventBody } from "../events.ts";
import { locate, type Located } from "./locate.ts";
import { failureOfNode } from "./node-failure.ts";
import type { Nodes } from "./nodes.ts";
import type { WorkflowNode } from "./objects.ts";

/** What was already told, as marks such as `train#0 started`. */
export type Told = ReadonlySet<string>;

export interface Translation {
  readonly told: Told;
  readonly events: readonly RunEventBody[];
}

interface Moment {
  readonly mark: string;
  /** In milliseconds of the cluster's clock. */
  readonly at: number;
  /** Breaks ties: what ends comes before what starts because of it. */
  readonly rank: number;
  readonly event: RunEventBody;
}

export function translate(nodes: Nodes, told: Told, program: LoweredProgram): Translation {
  const moments = Object.values(nodes)
    .flatMap((node) => {
      const located = locate(node, nodes, program);
      return located === undefined ? [] : momentsOf(node, located, nodes, program);
    })
    .filter(({ mark }) => !told.has(mark))
    .sort((a, b) => a.at - b.at || a.rank - b.rank);
  return { told: new Set([...told, ...moments.map(({ mark }) => mark)]), events: moments.map(({ event }) => event) };
}

function momentsOf(node: WorkflowNode, located: Located, nodes: Nodes, program: LoweredProgram): readonly Moment[] {
  if (node.type === "Skipped") return [skipped(node, located)];
  if (located.task.kind === "pipeline") return [];
  if (located.task.kind === "wait") return waitMoments(node, located, nodes, program);
  if (located.task.kind !== "pod") return fanoutMoments(node, located, nodes);
  if (node.type === "Pod") return podMoments(node, located, nodes, program);
  return [];
}

function skipped(node: WorkflowNode, { ref }: Located): Moment {
  return { mark: `${ref.path} skipped`, at: startOf(node), rank: 0, event: { kind: "task-skipped", task: ref } };
}

function fanoutMoments(node: WorkflowNode, { ref, task }: Located, nodes: Nodes): readonly Moment[] {
  const items = task.kind === "loop" ? roundsOf(node, task, nodes) : itemsOf(node, nodes);
  const expanded: readonly Moment[] =
    items === undefined
      ? []
      : [
          {
            mark: `${ref.path} expanded`,
            at: startOf(node),
            rank: -2,
            event: { kind: "fanout-expanded", task: ref, items },
          },
        ];
  if (!isOver(node)) return expanded;
  const finished: RunEventBody = {
    kind: "fanout-finished",
    task: ref,
    durationMs: durationOf(node),
    failed: !isGood(node),
  };
  return [...expanded, { mark: `${ref.path} finished`, at: endOf(node), rank: 0, event: finished }];
}

/** Nothing while it is not known. */
function itemsOf(node: WorkflowNode, nodes: Nodes): number | undefined {
  const inside = Object.values(nodes).filter(({ boundaryID }) => boundaryID === node.id);
  if (!isOver(node) && !inside.some(({ type }) => type === "TaskGroup")) return undefined;
  return inside.filter(({ displayName }) => displayName.includes("(")).length;
}

/** What the compiler gives the first of the nested calls as its first input; nobody knows it of a `while`. */
function roundsOf(node: WorkflowNode, { over }: LoopTask, nodes: Nodes): number | undefined {
  if (over === undefined) return undefined;
  const rounds = Object.values(nodes).find(({ boundaryID }) => boundaryID === node.id);
  if (rounds?.type !== "DAG") return rounds === undefined && !isOver(node) ? undefined : 0;
  return Number(rounds.inputs?.parameters?.[0]?.value ?? 0);
}

function podMoments(node: WorkflowNode, located: Located, nodes: Nodes, program: LoweredProgram): readonly Moment[] {
  const { ref: task, attempt } = located;
  const key = `${task.path}#${attempt}`;
  const moments: Moment[] = [];
  // A pod that ends within the second it began in has to start before it ends.
  const startRank = endOf(node) === startOf(node) ? -1 : 1;
  if (attempt === 0)
    moments.push({ mark: `${key} waiting`, at: startOf(node), rank: startRank, event: { kind: "task-waiting", task } });
  if (node.phase !== "Pending") {
    moments.push({
      mark: `${key} started`,
      at: startOf(node),
      rank: startRank,
      event: { kind: "task-started", task, attempt },
    });
  }
  const end = isOver(node) ? endEvent(node, located, nodes, program) : undefined;
  if (end !== undefined) moments.push({ mark: `${key} ended`, at: endOf(node), rank: 0, event: end });
  return moments;
}

/** What lies inside of it, a question and a refusal, tells nothing of its own but why it failed. */
function waitMoments(node: WorkflowNode, located: Located, nodes: Nodes, program: LoweredProgram): readonly Moment[] {
  const boundary = nodes[node.boundaryID ?? ""];
  if (boundary !== undefined && locate(boundary, nodes, program)?.task === located.task) return [];
  const inside = Object.values(nodes).find((one) => one.boundaryID === node.id && isOver(one) && !isGood(one));
  return podMoments({ ...(inside ?? node), startedAt: node.startedAt ?? "" }, located, nodes, program);
}

/** Nothing while it is open whether a failed attempt is followed by another. */
function endEvent(
  node: WorkflowNode,
  located: Located,
  nodes: Nodes,
  program: LoweredProgram,
): RunEventBody | undefined {
  const { ref: task, attempt } = located;
  const durationMs = durationOf(node);
  if (isGood(node)) return { kind: "task-finished", task, attempt, durationMs };
  const failure = failureOfNode(node, located);
  const retry = node.nodeFlag?.retried === true ? retryOf(node, nodes) : undefined;
  if (retry === undefined || retry.children?.at(-1) !== node.id) {
    return retry === undefined
      ? { kind: "task-failed", task, attempt, durationMs, failure }
      : { kind: "task-retrying", task, attempt, failure, delaySeconds: delayOf(task.step, attempt, program) };
  }
  return isOver(retry) ? { kind: "task-failed", task, attempt, durationMs, failure } : undefined;
}

export function retryOf(node: WorkflowNode, nodes: Nodes): WorkflowNode | undefined {
  return Object.values(nodes).find(({ type, children }) => type === "Retry" && children?.includes(node.id) === true);
}

function delayOf(step: string | undefined, attempt: number, program: LoweredProgram): number {
  const retry = program.steps.find(({ name }) => name === step)?.options.retry;
  const full = (retry?.backoffSeconds ?? 0) * (retry?.backoffFactor ?? 1) ** attempt;
  return Math.min(full, retry?.backoffMaxSeconds ?? full);
}

export function isOver({ phase }: WorkflowNode): boolean {
  return phase === "Succeeded" || phase === "Failed" || phase === "Error" || phase === "Skipped" || phase === "Omitted";
}

function isGood({ phase }: WorkflowNode): boolean {
  return phase === "Succeeded" || phase === "Skipped" || phase === "Omitted";
}

function startOf({ startedAt }: WorkflowNode): number {
  return Date.parse(startedAt ?? "") || 0;
}

function endOf({ finishedAt }: WorkflowNode): number {
  return Date.parse(finishedAt ?? "") || 0;
}

function durationOf(node: WorkflowNode): number {
  return Math.max(0, endOf(node) - startOf(node));
}
