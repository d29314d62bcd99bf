/** From the IR to a program in which every expression has a place and every value a producer. */
import type {
  CallSite,
  Diagnostic,
  LoweredProgram,
  MapNode,
  PipelineIr,
  Read,
  Scope,
  Source,
  Task,
  ValueRef,
} from "@argosy/sdk/ir";
import { type Lowering, newLowering, taskName } from "./context.ts";
import type { CallDraft, Path, TaskDraft } from "./drafts.ts";
import type { Leaf } from "./leaves.ts";
import { placeOutput } from "./output.ts";
import { ScopeLowering } from "./scope-lowering.ts";

export interface LowerOptions {
  readonly forceGlue?: boolean;
  readonly report: (diagnostic: Diagnostic) => void;
}

export function lower(ir: PipelineIr, options: LowerOptions): LoweredProgram {
  const lowering = newLowering(ir, options.forceGlue ?? false, options.report);
  const main = new ScopeLowering("main", lowering);
  main.addBlock(ir.body, [], addFanout);
  const { value, after, span } = ir.result;
  finishScope(main, placeOutput(main, value, { after, path: [], span }));
  return {
    version: 1,
    name: ir.name,
    options: ir.options,
    params: ir.params,
    steps: ir.steps
      .filter((step) => lowering.calls.some(({ draft }) => draft.step === step.id))
      .map((step) => ({ ...step, options: { ...ir.options.defaults, ...step.options } })),
    main: main.id,
    scopes: Object.fromEntries(lowering.scopes),
    calls: lowering.calls.map(({ draft, inFanout }) => callSite(draft, inFanout, lowering)),
    span: ir.span,
  };
}

/** The body is a scope of its own, and the fan-out waits for whatever the body captures. */
function addFanout(scope: ScopeLowering, node: MapNode, path: Path): void {
  const { lowering } = scope;
  const id = taskName(lowering, node.id);
  const over = scope.placeList(node, path);
  const body = new ScopeLowering(id, lowering, scope, node.id);
  body.addBlock(node.body, [], addFanout);
  const output = placeOutput(body, node.yields, { after: [], path: [], span: node.span, soft: node.soft ?? false });
  finishScope(body, output);
  const captures = Object.fromEntries(
    [...body.inputs].flatMap(([name, { outer }]) => (outer === undefined ? [] : [[name, outer] as const])),
  );
  const producers = [
    ...Object.values(captures).flatMap((ref) => (ref.kind === "task" ? [ref.task] : [])),
    ...(over.kind === "items" ? [over.task] : []),
  ];
  const needs = [
    ...scope.needs([], { after: node.after, path }),
    ...producers.map((producer) => scope.task(producer).index),
  ];
  const task = scope.addTask(
    { id, path, span: node.span, fanout: { node: node.id, body: body.id, over, captures } },
    needs,
  );
  scope.produce({ kind: "out", node: node.id }, task, "out", 1 + listsOf(output));
}

function listsOf(source: Source): number {
  return source.kind === "choice" ? listsOf(source.then) : source.ref.kind === "lit" ? 0 : source.ref.lists;
}

/** Writes the scope down, with every reference as the scope sees it. */
function finishScope(scope: ScopeLowering, output: Source): void {
  // Reads resolve first: a body learns here what it captures.
  const reads = new Map(scope.tasks.map((task) => [task.id, resolveReads(task, scope)]));
  const tasks = scope.tasks.map((task) => writeTask(task, scope, reads.get(task.id) ?? {}));
  const raises = scope.raises.map(({ ref, path, span }) => ({ ref, span, guards: scope.guards(path) }));
  scope.lowering.scopes.set(scope.id, {
    id: scope.id,
    inputs: [...scope.inputs.keys()],
    tasks,
    output,
    raises,
  } satisfies Scope);
}

function resolveReads(task: TaskDraft, scope: ScopeLowering): { readonly [name: string]: ValueRef } {
  const { call } = task;
  if (call === undefined) return {};
  return Object.fromEntries(
    [...call.reads].map(([name, leaf]) => {
      const ref = scope.resolve(leaf);
      call.lists.set(name, ref.kind === "lit" ? 0 : ref.lists);
      return [name, ref];
    }),
  );
}

function writeTask(task: TaskDraft, scope: ScopeLowering, reads: { readonly [name: string]: ValueRef }): Task {
  const names = scope.tasks.map((one) => one.id);
  const common = {
    id: task.id,
    needs: scope.graph.reduced(task.index).map((index) => names[index] as string),
    guards: scope.guards(task.path),
    span: task.span,
  };
  if (task.call !== undefined) {
    return {
      kind: "pod",
      ...common,
      ...(task.call.step === undefined ? {} : { step: task.call.step }),
      call: task.call.key,
      reads,
    };
  }
  const fanout = task.fanout;
  if (fanout === undefined) throw new Error(`the task ${task.id} does nothing`);
  const { over } = fanout;
  const list =
    over.kind === "items"
      ? ({ kind: "items", ref: { kind: "task", task: over.task, port: over.port, lists: 0 } } as const)
      : over.kind === "array"
        ? ({ kind: "array", ref: scope.resolve(over.leaf) } as const)
        : over;
  return { kind: "fanout", ...common, over: list, body: fanout.body, captures: fanout.captures };
}

function callSite(draft: CallDraft, inFanout: boolean, lowering: Lowering): CallSite {
  const reads = [...draft.reads].map(([name, leaf]): Read => ({
    name,
    lists: draft.lists.get(name) ?? 0,
    ...(isText(leaf, lowering) ? { lenientString: true } : {}),
    ...(leaf.kind === "settled" ? { settled: true } : {}),
  }));
  return {
    key: draft.key,
    ...(draft.step === undefined ? {} : { step: draft.step }),
    reads,
    bindings: [...draft.bindings.values()],
    checks: draft.checks,
    ...(draft.input === undefined ? {} : { input: draft.input }),
    ...(draft.inputSpan === undefined ? {} : { inputSpan: draft.inputSpan }),
    ports: draft.ports,
    inFanout,
    ...(draft.soft === undefined ? {} : { soft: draft.soft }),
  };
}

function isText(leaf: Leaf, lowering: Lowering): boolean {
  return (
    leaf.kind === "param" && lowering.ir.params.find((param) => param.name === leaf.name)?.schema["type"] === "string"
  );
}
