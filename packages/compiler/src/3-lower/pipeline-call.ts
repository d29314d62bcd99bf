/** Calls of another pipeline: one task each, and one body that they share. */
import type { Expr, PipelineCallNode, Source, SubPipelineIr, ValueRef } from "@argosy/sdk/ir";
import { type Lowering, type SharedBody, taskName } from "./context.ts";
import type { Path } from "./drafts.ts";
import { finishScope } from "./finish-scope.ts";
import { placeOutput } from "./output.ts";
import { listsOf } from "./repeat.ts";
import { type AddInner, literalRef, type Point, ScopeLowering, sequence } from "./scope-lowering.ts";
import { mayThrow } from "./throwing.ts";

export function addPipelineCall(scope: ScopeLowering, node: PipelineCallNode, path: Path, addInner: AddInner): void {
  const { lowering } = scope;
  const called = calledBy(node, lowering);
  const body = sharedBody(called, lowering, addInner);
  const point: Point = { after: node.after, path, span: node.span, soft: true };
  const check = addCheck(scope, node, point);
  const captures = Object.fromEntries(
    Object.entries(node.args).map(([name, value]) => [name, argument(scope, value, point)]),
  );
  const producers = Object.values(captures).flatMap((ref) => (ref.kind === "task" ? [scope.task(ref.task).index] : []));
  const needs = [...scope.needs(Object.values(node.args), point), ...producers, ...check];
  const id = taskName(lowering, node.id);
  const counts = countsOf(scope, called);
  const pipeline = {
    name: called.name,
    body: body.scope,
    captures: { ...captures, ...counts.captures },
    ...counts.deeper,
  };
  scope.produce(
    { kind: "out", node: node.id },
    scope.addTask({ id, path, ...scope.origin(node), pipeline }, needs),
    "out",
    body.lists,
  );
}

function calledBy({ pipeline, soft = false }: PipelineCallNode, { ir }: Lowering): SubPipelineIr {
  const called = ir.pipelines?.find((one) => one.id === pipeline && (one.soft ?? false) === soft);
  if (called === undefined) throw new Error(`there is no pipeline ${pipeline}`);
  return called;
}

/** What the program evaluates before the call: if that throws, the call is not made. */
function addCheck(scope: ScopeLowering, node: PipelineCallNode, point: Point): readonly number[] {
  const args = Object.values(node.args).filter((value) => mayThrow(value, scope.lowering));
  const before = [...scope.checksBefore(node.after), ...args];
  if (before.length === 0) return [];
  const port = scope.place(sequence(before, { kind: "lit", value: true }), "value", point);
  const ref: ValueRef = { kind: "task", ...port, lists: 0 };
  const id = scope.lowering.names.of(`$check:${node.id}`, `${taskName(scope.lowering, node.id)}-check`);
  const needs = [...scope.needs([], point), scope.task(port.task).index];
  return [scope.addTask({ id, path: point.path, span: node.span, refs: [ref] }, needs).index];
}

/** What travels anyway is handed on as it is; a list that a fan-out collected becomes one value first. */
function argument(scope: ScopeLowering, value: Expr, point: Point): ValueRef {
  const { js, ifs } = scope.lowering;
  if (value.kind === "lit") return literalRef(value.value);
  if (value.kind === "param") return scope.resolve({ kind: "param", name: value.name });
  if (value.kind === "out" && value.port === undefined && !js.has(value.node) && !ifs.has(value.node)) {
    const ref = scope.resolve({ kind: "out", node: value.node });
    if (ref.kind === "lit" || ref.lists === 0) return ref;
  }
  return { kind: "task", ...scope.place(value, "value", point), lists: 0 };
}

interface Counts {
  readonly captures: { readonly [input: string]: ValueRef };
  readonly deeper: { readonly deeper?: readonly string[] };
}

/** Who lies in the same circle of calls hands its counts on; from outside they begin. */
function countsOf(scope: ScopeLowering, called: SubPipelineIr): Counts {
  const { home, lowering } = scope;
  const own = called.depth?.param;
  const entered = lowering.ir.pipelines?.find(({ id }) => id === home.pipeline)?.depth?.param;
  const captures: { [input: string]: ValueRef } = {};
  const deeper: string[] = [];
  for (const { name } of lowering.counters.paramsOf(called.id)) {
    if (home.params.some((param) => param.name === name)) {
      captures[name] = scope.resolve({ kind: "param", name });
      if (name === own) deeper.push(name);
      continue;
    }
    const around = home.isEntry && name === entered ? 1 : 0;
    captures[name] = literalRef(around + (name === own ? 1 : 0));
  }
  return { captures, deeper: deeper.length === 0 ? {} : { deeper } };
}

function sharedBody(called: SubPipelineIr, lowering: Lowering, addInner: AddInner): SharedBody {
  const key = JSON.stringify([called.id, called.soft ?? false]);
  const known = lowering.shared.get(key);
  if (known !== undefined) return known;
  const { soft = false } = called;
  const id = lowering.names.of(`$pipeline:${key}`, `pipeline-${called.name}${soft ? "-caught" : ""}`);
  const inFanout = lowering.repeated.has(called.id);
  const params = [...called.params, ...lowering.counters.paramsOf(called.id)];
  const scope = new ScopeLowering(id, lowering, { pipeline: called.id, params, isEntry: false, inFanout });
  // What calls itself has to know what it yields before it is done.
  const isRecursive = lowering.counters.isRecursive(called.id);
  if (isRecursive) lowering.shared.set(key, { scope: id, called, lists: 0 });
  scope.addBlock(called.body, [], addInner);
  const { value, after, span } = called.result;
  const point: Point = { after, path: [], span, soft };
  const found = placeOutput(scope, value, point, "null");
  const output: Source =
    isRecursive && listsOf(found) > 0
      ? { kind: "ref", ref: { kind: "task", ...scope.place(value, "value", point), lists: 0 } }
      : found;
  finishScope(scope, output);
  const body = { scope: id, called, lists: listsOf(output) };
  lowering.shared.set(key, body);
  return body;
}
