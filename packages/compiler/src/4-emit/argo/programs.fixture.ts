/** Hand-written lowered programs, each with the bundles it needs. */
import type {
  Bundle,
  CallSite,
  FanoutTask,
  Guard,
  LoopTask,
  LoweredProgram,
  ParamIr,
  PodTask,
  PortEncoding,
  Scope,
  Span,
  StepIr,
  StepOptionsIr,
  TargetSettings,
  ValueRef,
  Wait,
  WaitTask,
} from "@argosy/sdk/ir";
import { createHash } from "node:crypto";

export const SETTINGS: TargetSettings = {
  image: "localhost/node:24",
  imagePullPolicy: "Never",
  serviceAccount: "workflow",
};

export function at(line: number): Span {
  return { file: "pipeline.ts", start: line * 100, end: line * 100 + 10, line, column: 3 };
}

export function step(name: string, options: StepOptionsIr = {}, optionSpans: StepIr["optionSpans"] = {}): StepIr {
  const span = at(name.length);
  return { id: name, name, module: "pipeline.ts", binding: name, options, input: {}, output: {}, span, optionSpans };
}

export function out(task: string, port = "out", lists = 0): ValueRef {
  return { kind: "task", task, port, lists };
}
export function input(name: string, lists = 0): ValueRef {
  return { kind: "input", name, lists };
}
export function lit(wire: string): ValueRef {
  return { kind: "lit", wire };
}
export function when(ref: ValueRef, is: boolean, native?: Guard["native"]): Guard {
  return { ref, is, ...(native === undefined ? {} : { native }) };
}

interface TaskOptions {
  readonly needs?: readonly string[];
  readonly guards?: readonly Guard[];
}

/** A call of `step`, under the task's name. */
export function pod(
  id: string,
  stepId: string | undefined,
  reads: PodTask["reads"] = {},
  { needs = [], guards = [] }: TaskOptions = {},
): PodTask {
  const task = { kind: "pod", id, call: id, reads, needs, guards, span: at(20) } as const;
  return stepId === undefined ? task : { ...task, step: stepId };
}

export function fanout(
  id: string,
  over: FanoutTask["over"],
  captures: FanoutTask["captures"] = {},
  { needs = [], guards = [] }: TaskOptions = {},
): FanoutTask {
  return { kind: "fanout", id, over, body: id, captures, needs, guards, span: at(30) };
}

export function loop(
  id: string,
  state: ValueRef,
  how: Pick<LoopTask, "over"> & Pick<LoopTask, "maxRounds">,
  captures: LoopTask["captures"] = {},
  { needs = [], guards = [] }: TaskOptions = {},
): LoopTask {
  return { kind: "loop", id, state, ...how, body: id, captures, needs, guards, span: at(40) };
}

export function wait(id: string, how: Wait, { needs = [], guards = [] }: TaskOptions = {}): WaitTask {
  return { kind: "wait", id, wait: how, needs, guards, span: at(50) };
}

export function scope(id: string, parts: Partial<Scope> & Pick<Scope, "tasks" | "output">): Scope {
  return { id, inputs: [], raises: [], ...parts };
}

export function param(name: string, type: string, fallback?: ParamIr["default"]): ParamIr {
  const base = { name, schema: { type } };
  return fallback === undefined ? { ...base, required: true } : { ...base, required: false, default: fallback };
}

export interface ProgramParts {
  readonly name: string;
  readonly steps: readonly StepIr[];
  readonly scopes: readonly Scope[];
  readonly params?: readonly ParamIr[];
  readonly options?: LoweredProgram["options"];
  /** Ports of a call besides `out`. */
  readonly ports?: { readonly [call: string]: { readonly [port: string]: PortEncoding } };
  /** Reads, as `call.read`, that are strings given by hand. */
  readonly lenient?: readonly string[];
}

export function program({
  name,
  steps,
  scopes,
  params = [],
  options = {},
  ports = {},
  lenient = [],
}: ProgramParts): LoweredProgram {
  return {
    version: 1,
    name,
    options,
    params,
    steps,
    main: "main",
    scopes: Object.fromEntries(scopes.map((one) => [one.id, one])),
    calls: scopes.flatMap(({ id, tasks }) =>
      tasks.filter((task) => task.kind === "pod").map((task) => callSite(task, id !== "main", ports, lenient)),
    ),
    span: at(1),
  };
}

function callSite(
  task: PodTask,
  inFanout: boolean,
  ports: ProgramParts["ports"] & {},
  lenient: readonly string[],
): CallSite {
  const reads = Object.entries(task.reads).map(([name, ref]) => ({
    name,
    lists: ref.kind === "lit" ? 0 : ref.lists,
    ...(lenient.includes(`${task.call}.${name}`) ? { lenientString: true } : {}),
  }));
  return {
    key: task.call,
    ...(task.step === undefined ? {} : { step: task.step }),
    reads,
    bindings: [],
    checks: [],
    ports: Object.entries(ports[task.call] ?? {}).map(([port, encoding]) => ({
      port,
      encoding,
      value: { kind: "lit", value: 0 },
      span: at(20),
    })),
    inFanout,
  };
}

export function bundle(stepId: string, code: string): Bundle {
  const sha256 = createHash("sha256").update(code).digest("hex");
  return { step: stepId, sha256, digest: sha256, code };
}

/** A bundle for every step that is called, and for glue. */
export function bundlesOf({ calls }: LoweredProgram, code = "export {};"): readonly Bundle[] {
  return [...new Set(calls.map(({ step: id }) => id ?? "$glue"))].map((id) => bundle(id, `${code}\n// ${id}`));
}
