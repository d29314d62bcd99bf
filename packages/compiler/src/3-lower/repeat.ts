/** Fan-outs and loops: a body that is a scope of its own, and a task that runs it once per item or round. */
import type { Expr, Json, LoopNode, MapNode, Source, ValueRef } from "@argosy/sdk/ir";
import { hold } from "@argosy/sdk/runtime";
import { taskName } from "./context.ts";
import type { OverDraft, Path } from "./drafts.ts";
import { finishScope } from "./finish-scope.ts";
import { comparesItem } from "./item-identity.ts";
import { placeOutput } from "./output.ts";
import { type AddInner, literalRef, type Point, ScopeLowering, sequence } from "./scope-lowering.ts";

/** The fan-out waits for whatever its body captures. */
export function addFanout(scope: ScopeLowering, node: MapNode, path: Path, addInner: AddInner): void {
  const id = taskName(scope.lowering, node.id);
  const over = scope.placeList(node, node.over, path);
  keepIdentity(scope, node, node.over);
  const body = new ScopeLowering(id, scope.lowering, scope, node);
  body.addBlock(node.body, [], addInner);
  const output = placeOutput(body, node.yields, { after: [], path: [], span: node.span, soft: node.soft ?? false });
  finishScope(body, output);
  const captures = capturesOf(body);
  const needs = [...scope.needs([], { after: node.after, path }), ...producersOf(scope, captures, over)];
  const fanout = { node: node.id, body: body.id, over, captures };
  const task = scope.addTask({ id, path, ...scope.origin(node), fanout }, needs);
  scope.produce({ kind: "out", node: node.id }, task, "out", 1 + listsOf(output));
}

/** The variables that rounds hand on travel as one object. */
export function addLoop(scope: ScopeLowering, node: LoopNode, path: Path, addInner: AddInner): void {
  const id = taskName(scope.lowering, node.id);
  const over = node.over === undefined ? undefined : scope.placeList(node, node.over, path);
  if (node.over !== undefined) keepIdentity(scope, node, node.over);
  const state = placeState(scope, node, path);
  const body = new ScopeLowering(id, scope.lowering, scope, node);
  body.addBlock(node.body, [], addInner);
  const next = placeNext(body, node);
  const done = isNever(node.done) ? undefined : placeDone(body, node);
  finishScope(body, next, done);
  const captures = capturesOf(body);
  const stateTask = state.kind === "task" ? [scope.task(state.task).index] : [];
  const needs = [...scope.needs([], { after: node.after, path }), ...producersOf(scope, captures, over), ...stateTask];
  const loop = { node, body: body.id, captures, state, ...(over === undefined ? {} : { over }) };
  scope.produce(
    { kind: "out", node: node.id },
    scope.addTask({ id, path, ...scope.origin(node), loop }, needs),
    "out",
    0,
  );
}

/** The body then looks its item up in the list instead of taking a copy. */
function keepIdentity({ lowering }: ScopeLowering, node: MapNode | LoopNode, over: Expr): void {
  if (lowering.indexedLists.has(node.id) || !comparesItem(node, over, lowering.definitions)) return;
  lowering.indexedLists.set(node.id, over);
}

function placeState(scope: ScopeLowering, node: LoopNode, path: Path): ValueRef {
  const known = node.carried.map(({ init }) => (init.kind === "lit" ? init : undefined));
  const checks = scope.checksBefore(node.after);
  if (checks.length === 0 && known.every((one) => one !== undefined) && !scope.lowering.forceGlue) {
    const entries = node.carried.map(({ name }, index) => [name, hold(() => known[index]?.value)] as const);
    return literalRef(JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Json);
  }
  const initial = sequence(checks, record(node.carried.map(({ name, init }) => [name, init])));
  return { kind: "task", ...scope.place(initial, "value", { after: node.after, path, span: node.span }), lists: 0 };
}

/** What a round leaves; an error that nothing catches stands for the whole, so that no other round follows. */
function placeNext(body: ScopeLowering, node: LoopNode): Source {
  const variables = record(node.carried.map(({ name, next }) => [name, next]));
  const placed = body.place(sequence(body.checksBefore(node.checks), variables), "value", endOfRound(node));
  return { kind: "ref", ref: { kind: "task", ...placed, lists: 0 } };
}

function placeDone(body: ScopeLowering, node: LoopNode): Source {
  return { kind: "ref", ref: { kind: "task", ...body.place(node.done, "guard", endOfRound(node)), lists: 0 } };
}

function endOfRound(node: LoopNode): Point {
  return { after: node.body.nodes.map((one) => one.id), path: [], span: node.span };
}

/** Each variable for itself, so that an error in one is met only where that one is read. */
function record(entries: readonly (readonly [string, Expr])[]): Expr {
  return { kind: "obj", entries: entries.map(([key, value]) => ({ key, value: { kind: "held", of: value } })) };
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

export function listsOf(source: Source): number {
  return source.kind === "choice" ? listsOf(source.then) : source.ref.kind === "lit" ? 0 : source.ref.lists;
}
