/** A program with a fan-out, and nodes as Argo 4.0.7 showed them of its runs. */
import type { LoweredProgram, PodTask, Span, StepIr } from "@argosy/sdk/ir";
import type { WorkflowNode } from "./objects.ts";
import type { Nodes } from "./nodes.ts";

function span(line: number): Span {
  return { file: "fan.ts", start: 0, end: 0, line, column: 3 };
}

function pod(id: string, line: number, step?: string): PodTask {
  return {
    kind: "pod",
    id,
    call: id,
    reads: {},
    needs: [],
    guards: [],
    span: span(line),
    ...(step === undefined ? {} : { step }),
  };
}

function step(name: string, options: StepIr["options"] = {}): StepIr {
  return {
    id: `${name}-id`,
    name,
    module: "fan.ts",
    binding: name,
    options,
    input: {},
    output: {},
    span: span(1),
    optionSpans: {},
  };
}

const output = { kind: "ref", ref: { kind: "lit", wire: "null" } } as const;

export const program: LoweredProgram = {
  version: 1,
  name: "fan",
  options: {},
  params: [],
  steps: [
    step("list"),
    step("work", { retry: { limit: 2, on: ["error"], backoffSeconds: 5, backoffFactor: 2, backoffMaxSeconds: 8 } }),
  ],
  main: "main",
  scopes: {
    main: {
      id: "main",
      inputs: [],
      tasks: [
        pod("list", 3, "list-id"),
        {
          kind: "fanout",
          id: "each",
          over: { kind: "constant", items: [] },
          body: "body",
          captures: {},
          needs: [],
          guards: [],
          span: span(4),
        },
        pod("join", 9),
      ],
      output,
      raises: [],
    },
    body: { id: "body", inputs: [], tasks: [pod("work", 5, "work-id"), pod("more", 6, "work-id")], output, raises: [] },
  },
  calls: [],
  span: span(1),
};

type Given = Partial<Omit<WorkflowNode, "id" | "startedAt" | "finishedAt">> & {
  readonly from?: number;
  readonly to?: number;
};

/** Seconds of one minute, as Argo writes times. */
function time(second: number): string {
  return `2026-11-24T15:32:${String(second).padStart(2, "0")}Z`;
}

function node(id: string, { from = 0, to, ...rest }: Given): WorkflowNode {
  return {
    id,
    name: id,
    displayName: id,
    type: "Pod",
    startedAt: time(from),
    ...(to === undefined ? {} : { finishedAt: time(to) }),
    ...rest,
  };
}

/** Nodes by id; each is `[id, fields]`. */
export function nodesFrom(...given: readonly (readonly [id: string, fields: Given])[]): Nodes {
  return Object.fromEntries(given.map(([id, fields]) => [id, node(id, fields)]));
}

/** The DAGs around the second item of `each`. */
export const aroundItem1 = [
  ["fan-1", { name: "fan-1", type: "DAG", phase: "Running" }],
  ["fan-1-10", { displayName: "each", type: "DAG", phase: "Running", boundaryID: "fan-1", from: 7 }],
  ["fan-1-11", { displayName: "items", type: "TaskGroup", phase: "Running", boundaryID: "fan-1-10", from: 7 }],
  ["fan-1-12", { displayName: 'items(0:[0,"a(b.c"])', type: "DAG", phase: "Running", boundaryID: "fan-1-10", from: 7 }],
  ["fan-1-13", { displayName: 'items(1:[1,"x"])', type: "DAG", phase: "Running", boundaryID: "fan-1-10", from: 7 }],
] as const satisfies readonly (readonly [string, Given])[];
