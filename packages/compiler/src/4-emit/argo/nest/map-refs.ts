/** The same task with every travelling value that it refers to replaced. */
import type { FanoutTask, Guard, Source, Task, ValueRef } from "@argosy/sdk/ir";

export type Replace = (ref: ValueRef) => ValueRef;

export function mapTask(task: Task, replace: Replace): Task {
  const guards = task.guards.map((guard) => mapGuard(guard, replace));
  switch (task.kind) {
    case "pod":
      return { ...task, guards, reads: mapValues(task.reads, replace) };
    case "wait":
      return { ...task, guards };
    case "fanout":
      return { ...task, guards, over: mapOver(task.over, replace), captures: mapValues(task.captures, replace) };
    case "pipeline":
      return { ...task, guards, captures: mapValues(task.captures, replace) };
    case "check":
      return { ...task, guards, refs: task.refs.map(replace) };
    case "loop":
      return {
        ...task,
        guards,
        ...(task.over === undefined ? {} : { over: mapOver(task.over, replace) }),
        captures: mapValues(task.captures, replace),
        state: replace(task.state),
      };
  }
}

export function mapGuard(guard: Guard, replace: Replace): Guard {
  const { native } = guard;
  if (native === undefined) return { ...guard, ref: replace(guard.ref) };
  // The target reads the parameter itself.
  const ref = replace({ kind: "input", name: native.param, lists: 0 });
  return ref.kind === "input" ? { ...guard, ref, native: { ...native, param: ref.name } } : { ...guard, ref };
}

export function mapSource(source: Source, replace: Replace): Source {
  if (source.kind === "ref") return { kind: "ref", ref: replace(source.ref) };
  return {
    kind: "choice",
    guard: mapGuard(source.guard, replace),
    then: mapSource(source.then, replace),
    else: mapSource(source.else, replace),
  };
}

function mapOver(over: FanoutTask["over"], replace: Replace): FanoutTask["over"] {
  return over.kind === "constant" ? over : { ...over, ref: replace(over.ref) };
}

function mapValues(
  values: { readonly [name: string]: ValueRef },
  replace: Replace,
): { readonly [name: string]: ValueRef } {
  return Object.fromEntries(Object.entries(values).map(([name, ref]) => [name, replace(ref)]));
}
