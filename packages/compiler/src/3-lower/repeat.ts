/** Fan-outs and loops: a body that is a scope of its own, and a task that runs it once per item or round. */
import type { Expr, LoopNode, MapNode, Source, ValueRef } from "@argosy/sdk/ir";
import { taskName } from "./context.ts";
import type { OverDraft, Path } from "./drafts.ts";
import { finishScope } from "./finish-scope.ts";
import { placeOutput } from "./output.ts";
import { literalRef, ScopeLowering, sequence } from "./scope-lowering.ts";

export function addRepeated(scope: ScopeLowering, node: MapNode | LoopNode, path: Path): void {
  if (node.kind === "map") addFanout(scope, node, path);
  else addLoop(scope, node, path);
}

/** The fan-out waits for whatever its body captures. */
function addFanout(scope: ScopeLowering, node: MapNode, path: Path): void {
  const id = taskName(scope.lowering, node.id);
  const over = scope.placeList(node, node.over, path);
  const body = new ScopeLowering(id, scope.lowering, scope, node);
  body.addBlock(node.body, [], addRepeated);
  const output = placeOutput(body, node.yields, { after: [], path: [], span: node.span, soft: node.soft ?? false });
  finishScope(body, output);
  const captures = capturesOf(body);
  const needs = [...scope.needs([], { after: node.after, path }), ...producersOf(scope, captures, over)];
  const fanout = { node: node.id, body: body.id, over, captures };
  const task = scope.addTask({ id, path, span: node.span, fanout }, needs);
  scope.produce({ kind: "out", node: node.id }, task, "out", 1 + listsOf(output));
}

/** The variables that rounds hand on travel as one object. */
function addLoop(scope: ScopeLowering, node: LoopNode, path: Path): void {
  const id = taskName(scope.lowering, node.id);
  const over = node.over === undefined ? undefined : scope.placeList(node, node.over, path);
  const state = placeState(scope, node, path);
  const body = new ScopeLowering(id, scope.lowering, scope, node);
  body.addBlock(node.body, [], addRepeated);
  const point = { after: node.body.nodes.map((one) => one.id), path: [], span: node.span };
  const next = placeOutput(body, record(node.carried.map(({ name, next: value }) => [name, value])), point);
  const done = isNever(node.done) ? undefined : doneOf(body, node, point);
  finishScope(body, next, done);
  const captures = capturesOf(body);
  const stateTask = state.kind === "task" ? [scope.task(state.task).index] : [];
  const needs = [...scope.needs([], { after: node.after, path }), ...producersOf(scope, captures, over), ...stateTask];
  const loop = { node, body: body.id, captures, state, ...(over === undefined ? {} : { over }) };
  scope.produce({ kind: "out", node: node.id }, scope.addTask({ id, path, span: node.span, loop }, needs), "out", 0);
}

function placeState(scope: ScopeLowering, node: LoopNode, path: Path): ValueRef {
  const known = node.carried.map(({ init }) => (init.kind === "lit" ? init : undefined));
  const checks = scope.checksBefore(node.after);
  if (checks.length === 0 && known.every((one) => one !== undefined) && !scope.lowering.forceGlue) {
    const entries = node.carried.flatMap(({ name }, index) =>
      known[index]?.value === undefined ? [] : [[name, known[index].value] as const],
    );
    return literalRef(Object.fromEntries(entries));
  }
  const initial = sequence(checks, record(node.carried.map(({ name, init }) => [name, init])));
  return { kind: "task", ...scope.place(initial, "value", { after: node.after, path, span: node.span }), lists: 0 };
}

function doneOf(body: ScopeLowering, node: LoopNode, point: Parameters<ScopeLowering["place"]>[2]): Source {
  return { kind: "ref", ref: { kind: "task", ...body.place(node.done, "guard", point), lists: 0 } };
}

function record(entries: readonly (readonly [string, Expr])[]): Expr {
  return { kind: "obj", entries: entries.map(([key, value]) => ({ key, value })) };
}

function isNever(expr: Expr): boolean {
  return expr.kind === "lit" && expr.value === false;
}

function capturesOf(body: ScopeLowering): { readonly [input: string]: ValueRef } {
  return Object.fromEntries(
    [...body.inputs].flatMap(([name, { outer }]) => (outer === undefined ? [] : [[name, outer] as const])),
  );
}

function producersOf(
  scope: ScopeLowering,
  captures: { readonly [input: string]: ValueRef },
  over: OverDraft | undefined,
): readonly number[] {
  const tasks = [
    ...Object.values(captures).flatMap((ref) => (ref.kind === "task" ? [ref.task] : [])),
    ...(over?.kind === "items" ? [over.task] : []),
  ];
  return tasks.map((task) => scope.task(task).index);
}

function listsOf(source: Source): number {
  return source.kind === "choice" ? listsOf(source.then) : source.ref.kind === "lit" ? 0 : source.ref.lists;
}
