/** A program with a fan-out and loops, and nodes as Argo 4.0.7 showed them of its runs. */
import type { LoopTask, LoweredProgram, PipelineTask, PodTask, Span, StepIr } from "@argosy/sdk/ir";
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

function loop(id: string, line: number, how: Pick<LoopTask, "over" | "maxRounds">): LoopTask {
  const state = { kind: "lit", wire: "0" } as const;
  return { kind: "loop", id, body: id, state, ...how, captures: {}, needs: [], guards: [], span: span(line) };
}

function call(id: string, line: number): PipelineTask {
  return {
    kind: "pipeline",
    id,
    name: "splitting",
    body: "splitting",
    captures: {},
    needs: [],
    guards: [],
    span: span(line),
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
        loop("tune", 10, { over: { kind: "constant", items: [] } }),
        loop("until", 12, { maxRounds: 10_000 }),
        call("split", 14),
        { kind: "check", id: "split-check", refs: [], needs: [], guards: [], span: span(14) },
      ],
      output,
      raises: [],
    },
    tune: { id: "tune", inputs: [], tasks: [pod("fit", 11, "work-id"), pod("round", 11)], output, raises: [] },
    until: { id: "until", inputs: [], tasks: [pod("look", 13)], output, raises: [] },
    splitting: {
      id: "splitting",
      inputs: [],
      tasks: [pod("cut", 16, "work-id"), call("again", 17)],
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

/** The DAGs around the sixth round of the loop `tune`. */
export const aroundRound5 = [
  ["fan-1", { name: "fan-1", type: "DAG", phase: "Running" }],
  ["fan-1-30", { displayName: "tune", type: "DAG", phase: "Running", boundaryID: "fan-1", from: 7 }],
  ["fan-1-31", { ...callOf(7, 0), displayName: "rounds", boundaryID: "fan-1-30" }],
  ["fan-1-32", { ...callOf(3, 1), displayName: "first", boundaryID: "fan-1-31", phase: "Succeeded", to: 8 }],
  ["fan-1-33", { ...callOf(3, 4), displayName: "second", boundaryID: "fan-1-31" }],
  ["fan-1-34", { ...callOf(1, 5), displayName: "first", boundaryID: "fan-1-33" }],
  ["fan-1-35", { ...roundOf('[5,"a[7]"]'), boundaryID: "fan-1-34" }],
] as const satisfies readonly (readonly [string, Given])[];

function callOf(count: number, from: number): Given {
  const parameters = [
    { name: "count-2", value: String(count) },
    { name: "from", value: String(from) },
    { name: "state", value: "0" },
  ];
  return { type: "DAG", phase: "Running", from: 7, inputs: { parameters } };
}

/** A round's node; `item` is its input. */
export function roundOf(item: string): Given {
  const parameters = [
    { name: "state", value: "[9]" },
    { name: "item", value: item },
  ];
  return { displayName: "round", type: "DAG", phase: "Running", from: 7, inputs: { parameters } };
}
