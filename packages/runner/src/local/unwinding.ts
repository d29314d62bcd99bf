/** What still has to be known when a run is stopped, so that its `finally` blocks can run. */
import type { LoweredProgram, PodTask, CheckTask, Scope, ScopeId, Task, TaskId, WaitTask } from "@argosy/sdk/ir";

/**
 * By scope: the tasks of `finally` blocks, what such blocks lie in, and what decides about them and feeds them. Of
 * the last, steps do not run once the run is stopped, but their error is a value that code around them goes on with.
 */
export type Unwinding = ReadonlyMap<ScopeId, ReadonlySet<TaskId>>;

export function unwindingOf({ scopes, main }: LoweredProgram): Unwinding {
  const holders = scopesWithFinally(scopes);
  const found = new Map<ScopeId, Set<TaskId>>();
  const visit = (id: ScopeId, isWhole: boolean): void => {
    const scope = scopes[id];
    if (scope === undefined) return;
    const tasks = isWhole ? scope.tasks.map((task) => task.id) : wayTo(scope, holders);
    const known = found.get(id);
    if (known !== undefined && tasks.every((task) => known.has(task))) return;
    const all = new Set([...(known ?? []), ...tasks]);
    found.set(id, all);
    const needed = new Set(scope.tasks.filter((task) => all.has(task.id)).flatMap((task) => task.needs));
    // Of a fan-out and a called pipeline an error is the value; a loop hands on what its variables hold.
    for (const task of scope.tasks)
      if (all.has(task.id) && hasBody(task)) visit(task.body, task.kind === "loop" && (isWhole || needed.has(task.id)));
  };
  if (holders.size > 0) visit(main, false);
  return found;
}

/** The tasks of `finally` blocks in the scope, those that have some in them, and all that these wait for. */
function wayTo({ tasks }: Scope, holders: ReadonlySet<ScopeId>): readonly TaskId[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const way = new Set(tasks.filter((task) => isOrHolds(task, holders)).map(({ id }) => id));
  // A set hands out what is added while it is gone through.
  for (const id of way) for (const need of byId.get(id)?.needs ?? []) way.add(need);
  return [...way];
}

/** The scopes in which a `finally` block lies, however deep. */
function scopesWithFinally(scopes: LoweredProgram["scopes"]): ReadonlySet<ScopeId> {
  const holders = new Set<ScopeId>();
  for (let before = -1; before < holders.size;) {
    before = holders.size;
    for (const { id, tasks } of Object.values(scopes))
      if (tasks.some((task) => isOrHolds(task, holders))) holders.add(id);
  }
  return holders;
}

function isOrHolds(task: Task, holders: ReadonlySet<ScopeId>): boolean {
  return task.finally !== undefined || (hasBody(task) && holders.has(task.body));
}

function hasBody(task: Task): task is Exclude<Task, PodTask | CheckTask | WaitTask> {
  return "body" in task;
}
