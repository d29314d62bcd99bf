/**
 * Which steps of `finally` blocks a run that is stopped still starts. Argo then creates no task of a DAG any more, only
 * what its exit handler lists, and of the tasks before that nothing but the outputs that were given a global name. So
 * what a step is given has to be known when the `try` around it begins.
 */
import type { CallSite, Expr, Guard, LoweredProgram, PodTask, Scope, Task, TaskId, ValueRef } from "@argosy/sdk/ir";

import { roomIn } from "./nest/nest-scopes.ts";

export interface StopPlan {
  readonly steps: readonly StoppedStep[];
  /** What is not started, and why. */
  readonly left: readonly { readonly task: Task; readonly why: string }[];
}

export interface StoppedStep {
  readonly task: PodTask;
  /** The values that are known, among those that it reads. */
  readonly isKnown: (ref: ValueRef) => boolean;
  /** What has to have ended when the run is stopped. */
  readonly before: readonly PodTask[];
  /** Steps of `finally` blocks that have to have ended well first. */
  readonly behind: readonly PodTask[];
}

const NO_PLAN: StopPlan = { steps: [], left: [] };

export function stopPlan(program: LoweredProgram, limit: number): StopPlan {
  const { scopes, main } = program;
  const body = scopes[main];
  if (body === undefined || Object.values(scopes).every((scope) => !scope.tasks.some(isInFinally))) return NO_PLAN;
  const elsewhere = Object.values(scopes)
    .filter((scope) => scope !== body && !isInsideFinally(scope, scopes))
    .flatMap((scope) => scope.tasks.filter(isInFinally))
    .map((task) => ({ task, why: "it lies in a loop, a fan-out or a called pipeline" }));
  const own = body.tasks.length > roomIn(body, limit) ? tooMany(body) : planOf(body, program);
  return { steps: own.steps, left: [...own.left, ...elsewhere] };
}

function tooMany({ tasks }: Scope): StopPlan {
  const why = "the pipeline has more tasks than one graph of Argo";
  return { steps: [], left: tasks.filter(isInFinally).map((task) => ({ task, why })) };
}

function planOf(body: Scope, { calls }: LoweredProgram): StopPlan {
  const tasks = new Map(body.tasks.map((task) => [task.id, task]));
  const sites = new Map(calls.map((site) => [site.key, site]));
  const steps: StoppedStep[] = [];
  const left: { task: Task; why: string }[] = [];
  for (const task of body.tasks) {
    if (!isInFinally(task)) continue;
    const planned = planTask(task, tasks, sites, steps);
    if (typeof planned === "string") left.push({ task, why: planned });
    else steps.push(planned);
  }
  return { steps, left };
}

/** Or why not. */
function planTask(
  task: Task & { readonly finally: readonly TaskId[] },
  tasks: ReadonlyMap<TaskId, Task>,
  sites: ReadonlyMap<string, CallSite>,
  planned: readonly StoppedStep[],
): StoppedStep | string {
  const site = task.kind === "pod" ? sites.get(task.call) : undefined;
  if (task.kind !== "pod" || site?.step === undefined) return "it is no step";
  const known = withNeeds(task.finally, tasks);
  const isKnown = (ref: ValueRef): boolean =>
    ref.kind !== "task" || (known.has(ref.task) && tasks.get(ref.task)?.kind === "pod");
  const before = task.finally.map((id) => tasks.get(id)).filter(isPod);
  // That one was skipped says nothing of those before it.
  const asked = before.some(({ guards }) => guards.length > 0) ? [...known].map((id) => tasks.get(id)) : before;
  if (before.length < task.finally.length || !asked.every(isPod))
    return "what comes before its `try` is not a step alone";
  const unknown = [...neededReads(site)].find((name) => !isKnown(task.reads[name] ?? LITERAL));
  if (unknown !== undefined) return "what it is given is not known before its `try` begins";
  if (!task.guards.every(({ ref }: Guard) => isKnown(ref)))
    return "whether it runs is not known before its `try` begins";
  const earlier = [...withNeeds(task.needs, tasks)].filter((id) => !known.has(id)).map((id) => tasks.get(id));
  const others = earlier.filter((one) => one !== undefined && isInFinally(one)) as readonly Task[];
  const behind = others.filter(isPod).filter(({ rescue }) => rescue === undefined);
  const isPlanned = (one: Task): boolean => planned.some((step) => step.task === one);
  return others.every((one) => isPlanned(one) || (isPod(one) && one.rescue !== undefined))
    ? { task, isKnown, before, behind }
    : "another one before it does not run";
}

const LITERAL: ValueRef = { kind: "lit", wire: "null" };

function isInFinally(task: Task): task is Task & { readonly finally: readonly TaskId[] } {
  return task.finally !== undefined;
}

function isPod(task: Task | undefined): task is PodTask {
  return task?.kind === "pod";
}

/** Bodies of loops and fan-outs in a `finally` block are said by these. */
function isInsideFinally({ id }: Scope, scopes: LoweredProgram["scopes"]): boolean {
  return Object.values(scopes).some(({ tasks }) =>
    tasks.some((task) => isInFinally(task) && "body" in task && task.body === id),
  );
}

function withNeeds(ids: readonly TaskId[], tasks: ReadonlyMap<TaskId, Task>): ReadonlySet<TaskId> {
  const all = new Set(ids);
  // A set hands out what is added while it is gone through.
  for (const id of all) for (const need of tasks.get(id)?.needs ?? []) all.add(need);
  return all;
}

/** The reads without which the step cannot be called: its outputs may need more, and are not looked at. */
function neededReads({ reads, bindings, checks, input }: CallSite): ReadonlySet<string> {
  const values = new Map(bindings.map(({ name, value }) => [name, value]));
  const used = new Set(checks);
  collect(input, used);
  for (const name of used) collect(values.get(name), used);
  return new Set(reads.map(({ name }) => name).filter((name) => used.has(name)));
}

function collect(value: unknown, used: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  if ((value as Partial<Expr>).kind === "out") used.add((value as { readonly node: string }).node);
  for (const part of Object.values(value)) collect(part, used);
}
