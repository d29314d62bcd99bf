/** A lowered program indexed for running, and checked: an engine that trusts a broken one would wait for ever. */
import type {
  Bundle,
  CallKey,
  CallSite,
  CheckTask,
  WaitTask,
  LoweredProgram,
  PodTask,
  Scope,
  ScopeId,
  StepId,
  StepIr,
  Task,
  TaskId,
  ValueRef,
} from "@argosy/sdk/ir";
import { unwindingOf } from "./unwinding.ts";

export interface ScopePlan {
  readonly scope: Scope;
  /** Steps on the longest way from the task's start to the end of its scope. */
  readonly remaining: ReadonlyMap<TaskId, number>;
  /** Steps on the longest way through the scope. */
  readonly length: number;
  /** The tasks that still have to give a value when the run is stopped. */
  readonly unwinding: ReadonlySet<TaskId>;
}

export interface Plan {
  readonly program: LoweredProgram;
  readonly scopes: ReadonlyMap<ScopeId, ScopePlan>;
  readonly calls: ReadonlyMap<CallKey, CallSite>;
  readonly steps: ReadonlyMap<StepId, StepIr>;
  readonly bundles: ReadonlyMap<StepId, Bundle>;
}

/** The program contradicts itself: a bug of the compiler, never of the author. */
export class ProgramError extends Error {
  override readonly name: string = "ProgramError";
  readonly code: string = "AR9101";
}

/** @throws {ProgramError} */
export function planProgram(program: LoweredProgram, bundles: readonly Bundle[]): Plan {
  const calls = new Map(program.calls.map((call) => [call.key, call]));
  const steps = new Map(program.steps.map((step) => [step.id, step]));
  const code = new Map<StepId, Bundle>(bundles.map((bundle) => [bundle.step, bundle]));
  for (const scope of Object.values(program.scopes)) checkScope(scope, { program, calls, code, steps });
  return { program, scopes: planScopes(program), calls, steps, bundles: code };
}

interface Known {
  readonly program: LoweredProgram;
  readonly calls: ReadonlyMap<CallKey, CallSite>;
  readonly steps: ReadonlyMap<StepId, StepIr>;
  readonly code: ReadonlyMap<StepId, Bundle>;
}

function checkScope(scope: Scope, known: Known): void {
  const ids = new Set(scope.tasks.map(({ id }) => id));
  const inputs = new Set(scope.inputs);
  for (const task of scope.tasks) {
    const unknown =
      task.needs.find((need) => !ids.has(need)) ??
      refsOf(task)
        .map((ref) => unknownRef(ref, ids, inputs))
        .find(isPresent);
    if (unknown !== undefined)
      throw new ProgramError(`task ${task.id} uses ${unknown}, which is not in scope ${scope.id}`);
    if (task.kind === "pod") checkPod(task, known);
    else if (hasBody(task) && known.program.scopes[task.body] === undefined)
      throw new ProgramError(`task ${task.id} has no body ${task.body}`);
    if (task.kind === "loop" && task.over === undefined && task.maxRounds === undefined)
      throw new ProgramError(`loop ${task.id} has neither a list nor an end`);
  }
}

function unknownRef(ref: ValueRef, ids: ReadonlySet<string>, inputs: ReadonlySet<string>): string | undefined {
  switch (ref.kind) {
    case "task":
      return ids.has(ref.task) ? undefined : ref.task;
    case "input":
      return inputs.has(ref.name) ? undefined : ref.name;
    case "lit":
      return undefined;
  }
}

function refsOf(task: Task): readonly ValueRef[] {
  const guards = task.guards.map((guard) => guard.ref);
  switch (task.kind) {
    case "pod":
      return [...guards, ...Object.values(task.reads)];
    case "check":
      return [...guards, ...task.refs];
    case "wait":
      return guards;
    case "pipeline":
      return [...guards, ...Object.values(task.captures)];
    case "fanout":
    case "loop": {
      const { over } = task;
      return [
        ...guards,
        ...Object.values(task.captures),
        ...(over === undefined || over.kind === "constant" ? [] : [over.ref]),
        ...(task.kind === "loop" ? [task.state] : []),
      ];
    }
  }
}

function checkPod(task: PodTask, { calls, code, steps }: Known): void {
  if (!calls.has(task.call)) throw new ProgramError(`task ${task.id} has no call site ${task.call}`);
  if (!code.has(task.step ?? "$glue")) throw new ProgramError(`task ${task.id} has no bundle`);
  if (task.step !== undefined && !steps.has(task.step))
    throw new ProgramError(`task ${task.id} has no step ${task.step}`);
}

const NONE: ReadonlySet<TaskId> = new Set();

/** Bodies before what contains them, since a fan-out is as long as its body, and a loop at least as long. */
function planScopes(program: LoweredProgram): Map<ScopeId, ScopePlan> {
  const plans = new Map<ScopeId, ScopePlan>();
  const open = new Set<ScopeId>();
  const unwinding = unwindingOf(program);
  const planScope = (id: ScopeId): ScopePlan => {
    const known = plans.get(id);
    if (known !== undefined) return known;
    const scope = program.scopes[id];
    if (scope === undefined) throw new ProgramError(`there is no scope ${id}`);
    if (open.has(id)) throw new ProgramError(`scope ${id} contains itself`);
    open.add(id);
    // How deep a pipeline calls itself shows in the run only.
    const isAround = (task: Task): boolean => task.kind === "pipeline" && open.has(task.body);
    const inner = scope.tasks.filter(hasBody).filter((task) => !isAround(task));
    const bodies = new Map(inner.map((task) => [task.id, planScope(task.body).length]));
    const remaining = remainingOf(
      scope,
      (task) => bodies.get(task.id) ?? (task.kind === "pod" && task.step !== undefined ? 1 : 0),
    );
    const length = Math.max(0, ...remaining.values());
    const plan: ScopePlan = { scope, remaining, length, unwinding: unwinding.get(id) ?? NONE };
    plans.set(id, plan);
    return plan;
  };
  // Whole pipelines first: what lies in one that calls itself would seem to contain itself.
  for (const id of [program.main, ...Object.keys(program.pipelines ?? {}), ...Object.keys(program.scopes)])
    planScope(id);
  return plans;
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function hasBody(task: Task): task is Exclude<Task, PodTask | CheckTask | WaitTask> {
  return task.kind !== "pod" && task.kind !== "check" && task.kind !== "wait";
}

/** @throws {ProgramError} when tasks need each other in a circle. */
function remainingOf(scope: Scope, lengthOf: (task: Task) => number): Map<TaskId, number> {
  const order = topological(scope);
  const behind = new Map<TaskId, number>(scope.tasks.map(({ id }) => [id, 0]));
  const remaining = new Map<TaskId, number>();
  for (const task of order.reverse()) {
    const own = lengthOf(task) + (behind.get(task.id) ?? 0);
    remaining.set(task.id, own);
    for (const need of task.needs) behind.set(need, Math.max(behind.get(need) ?? 0, own));
  }
  return remaining;
}

function topological(scope: Scope): Task[] {
  const missing = new Map(scope.tasks.map((task) => [task.id, new Set(task.needs).size]));
  const dependents = new Map<TaskId, Task[]>(scope.tasks.map(({ id }) => [id, []]));
  for (const task of scope.tasks) for (const need of new Set(task.needs)) dependents.get(need)?.push(task);
  const order = scope.tasks.filter(({ id }) => missing.get(id) === 0);
  for (const task of order) {
    for (const dependent of dependents.get(task.id) ?? []) {
      const left = (missing.get(dependent.id) ?? 0) - 1;
      missing.set(dependent.id, left);
      if (left === 0) order.push(dependent);
    }
  }
  if (order.length < scope.tasks.length)
    throw new ProgramError(`tasks of scope ${scope.id} need each other in a circle`);
  return order;
}
