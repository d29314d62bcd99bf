import type { FanoutTask, LoopTask, Scope, Source, Task, ValueRef } from "@argosy/sdk/ir";
import { rescueKey } from "./context.ts";
import type { FanoutDraft, LoopDraft, OverDraft, TaskDraft } from "./drafts.ts";
import type { ScopeLowering } from "./scope-lowering.ts";

/** Writes the scope down, with every reference as the scope sees it. */
export function finishScope(scope: ScopeLowering, output: Source, done?: Source): void {
  // Reads resolve first: a body learns here what it captures.
  const reads = new Map(scope.tasks.map((task) => [task.id, resolveReads(task, scope)]));
  const tasks = scope.tasks.map((task) => writeTask(task, scope, reads.get(task.id) ?? {}));
  const raises = scope.raises.map(({ ref, path, span }) => ({ ref, span, guards: scope.guards(path) }));
  scope.lowering.scopes.set(scope.id, {
    id: scope.id,
    inputs: [...scope.inputs.keys()],
    tasks,
    output,
    ...(done === undefined ? {} : { done }),
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
    ...(task.finally === undefined ? {} : { finally: task.finally }),
    span: task.span,
  };
  if (task.call !== undefined) {
    return {
      kind: "pod",
      ...common,
      ...(task.call.step === undefined ? {} : { step: task.call.step }),
      call: task.call.key,
      ...(task.call.soft === undefined ? {} : { rescue: rescueKey(scope.lowering, task.call.key) }),
      reads,
    };
  }
  if (task.fanout !== undefined) return { kind: "fanout", ...common, ...writeFanout(task.fanout, scope) };
  if (task.loop !== undefined) return { kind: "loop", ...common, ...writeLoop(task.loop, scope) };
  if (task.pipeline !== undefined) return { kind: "pipeline", ...common, ...task.pipeline };
  if (task.refs !== undefined) return { kind: "check", ...common, refs: task.refs };
  if (task.wait !== undefined) return { kind: "wait", ...common, ...task.wait };
  throw new Error(`the task ${task.id} does nothing`);
}

function writeFanout(
  { over, body, captures }: FanoutDraft,
  scope: ScopeLowering,
): Pick<FanoutTask, "over" | "body" | "captures"> {
  return { over: writeOver(over, scope), body, captures };
}

function writeLoop(
  { node, over, body, captures, state }: LoopDraft,
  scope: ScopeLowering,
): Omit<LoopTask, "kind" | "id" | "needs" | "guards" | "span"> {
  return {
    ...(over === undefined ? {} : { over: writeOver(over, scope) }),
    ...(node.maxRounds === undefined ? {} : { maxRounds: node.maxRounds }),
    body,
    captures,
    state,
  };
}

function writeOver(over: OverDraft, scope: ScopeLowering): FanoutTask["over"] {
  switch (over.kind) {
    case "items":
      return { kind: "items", ref: { kind: "task", task: over.task, port: over.port, lists: 0 } };
    case "array":
      return { kind: "array", ref: scope.resolve(over.leaf) };
    case "constant":
      return over;
  }
}
