/** Scopes with more tasks than one DAG may have become DAGs of DAGs. */
import type { LoweredProgram, Scope, ScopeId, Span, Task, TaskId, ValueRef } from "@argosy/sdk/ir";
import { EmitError } from "../emit-error.ts";
import { freeName } from "../scope-names.ts";
import { mapGuard, mapSource, mapTask } from "./map-refs.ts";
import type { ArgoScope, ArgoScopes, ArgoTask, GroupScope, GroupTask, RootScope } from "./nested-program.ts";
import { isNode, type Part, partition } from "./partition.ts";

export function nestScopes(program: LoweredProgram, limit: number): ArgoScopes {
  const scopes = Object.values(program.scopes).flatMap((scope) => nestScope(scope, limit));
  return new Map(scopes.map((scope) => [scope.id, scope]));
}

function nestScope(scope: Scope, limit: number): readonly ArgoScope[] {
  const room = roomIn(scope, limit);
  if (scope.tasks.length <= room) return [{ ...scope, kind: "root", root: scope.id }];
  const names = new GroupNames(scope);
  const level = new Level(partition(inOrder(scope.tasks), room).parts, names, (ref) => ref);
  const tasks = level.tasks(scope.id);
  const replace = (ref: ValueRef): ValueRef => level.refer(ref);
  const root: RootScope = {
    ...scope,
    kind: "root",
    root: scope.id,
    tasks,
    output: mapSource(scope.output, replace),
    ...(scope.done === undefined ? {} : { done: mapSource(scope.done, replace) }),
    raises: scope.raises.map((raise) => ({
      ...raise,
      ref: replace(raise.ref),
      guards: raise.guards.map((guard) => mapGuard(guard, replace)),
    })),
  };
  return [root, ...level.scopes(scope.id)];
}

/** The scopes in which some tasks wait for more than they need, since their groups do. */
export function inexactScopes({ scopes }: LoweredProgram, limit: number): readonly Scope[] {
  return Object.values(scopes).filter((scope) => !partition(inOrder(scope.tasks), roomIn(scope, limit)).isExact);
}

/** One task is left for what fails the scope when the program threw. */
export function roomIn({ raises }: Scope, limit: number): number {
  return limit - Number(raises.length > 0);
}

/** The DAG of a scope, or of a group in it, while it is made: what it takes in and hands out shows as it is referred to. */
class Level {
  readonly #parts: readonly (Task | Group)[];
  /** The part of this level that a task is in. */
  readonly #owner = new Map<TaskId, Task | Group>();

  readonly #outside: (ref: ValueRef) => ValueRef;

  /** @param outside What a value from outside this level is called in it. */
  constructor(parts: readonly Part<Task>[], names: GroupNames, outside: (ref: ValueRef) => ValueRef) {
    this.#outside = outside;
    this.#parts = parts.map((part) => (isNode(part) ? part : new Group(part, names, (ref) => this.refer(ref))));
    for (const part of this.#parts) for (const id of idsIn(part)) this.#owner.set(id, part);
  }

  refer(ref: ValueRef): ValueRef {
    if (ref.kind === "lit") return ref;
    const owner = ref.kind === "task" ? this.#owner.get(ref.task) : undefined;
    if (ref.kind === "input" || owner === undefined) return this.#outside(ref);
    return owner instanceof Group ? { ...ref, task: owner.id, port: owner.portOf(ref) } : ref;
  }

  tasks(scope: ScopeId): readonly ArgoTask[] {
    return this.#parts.map((part): ArgoTask => {
      if (part instanceof Group) return part.task(this.#needsOf(part), scope);
      return { ...mapTask(part, (ref) => this.refer(ref)), needs: this.#needsOf(part) };
    });
  }

  /** The groups of this level and those in them; once everything was referred to. */
  scopes(root: ScopeId): readonly GroupScope[] {
    return this.#parts.flatMap((part) => (part instanceof Group ? part.scopes(root) : []));
  }

  #needsOf(part: Task | Group): readonly string[] {
    const needs = part instanceof Group ? part.members.flatMap((member) => member.needs) : part.needs;
    const owners = needs.map((need) => this.#owner.get(need)).filter((owner) => owner !== undefined && owner !== part);
    return [...new Set(owners.map((owner) => owner?.id ?? ""))];
  }
}

/** Values under names of their own, each once. */
class NamedRefs {
  readonly #byKey = new Map<string, { readonly name: string; readonly ref: ValueRef }>();

  nameOf(ref: ValueRef, wish: string): string {
    const key = JSON.stringify(ref);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known.name;
    const name = freeName(wish, new Set([...this.#byKey.values()].map((one) => one.name)));
    this.#byKey.set(key, { name, ref });
    return name;
  }

  entries(): readonly (readonly [string, ValueRef])[] {
    return [...this.#byKey.values()].map(({ name, ref }) => [name, ref]);
  }
}

class Group {
  readonly id: string;
  readonly members: readonly Task[];
  readonly #level: Level;
  readonly #outer: (ref: ValueRef) => ValueRef;
  readonly #captures = new NamedRefs();
  readonly #ports = new NamedRefs();
  #tasks: readonly ArgoTask[] = [];

  constructor(parts: readonly Part<Task>[], names: GroupNames, outer: (ref: ValueRef) => ValueRef) {
    this.id = names.next();
    this.members = membersOf(parts);
    this.#outer = outer;
    this.#level = new Level(parts, names, (ref) => this.#capture(ref));
  }

  /** The output that hands on a value of a task in here. */
  portOf(ref: ValueRef & { readonly kind: "task" }): string {
    return this.#ports.nameOf(this.#level.refer({ ...ref, lists: 0 }), `${ref.task}-${ref.port}`);
  }

  task(needs: readonly string[], scope: ScopeId): GroupTask {
    this.#tasks = this.#level.tasks(scope);
    return {
      kind: "group",
      id: this.id,
      body: scopeOf(this.id, scope),
      captures: Object.fromEntries(this.#captures.entries().map(([name, ref]) => [name, this.#outer(ref)])),
      needs,
      guards: [],
      span: spanOf(this.members),
    };
  }

  scopes(root: ScopeId): readonly GroupScope[] {
    const own: GroupScope = {
      kind: "group",
      id: scopeOf(this.id, root),
      root,
      inputs: this.#captures.entries().map(([name]) => name),
      tasks: this.#tasks,
      ports: Object.fromEntries(this.#ports.entries()),
    };
    return [own, ...this.#level.scopes(root)];
  }

  #capture(ref: ValueRef): ValueRef {
    if (ref.kind === "lit") return ref;
    const wish = ref.kind === "input" ? ref.name : `${ref.task}-${ref.port}`;
    const name = this.#captures.nameOf({ ...ref, lists: 0 }, wish);
    return { kind: "input", name, lists: ref.lists };
  }
}

/** `part-1`, `part-2` … as no task of the scope is called. */
class GroupNames {
  readonly #used: Set<string>;
  #count = 0;

  constructor({ tasks }: Scope) {
    this.#used = new Set(tasks.map(({ id }) => id));
  }

  next(): string {
    this.#count += 1;
    const name = freeName(`part-${this.#count}`, this.#used);
    this.#used.add(name);
    return name;
  }
}

function scopeOf(group: string, root: ScopeId): ScopeId {
  return `${root}/${group}`;
}

function idsIn(part: Task | Group): readonly TaskId[] {
  return part instanceof Group ? part.members.map(({ id }) => id) : [part.id];
}

function membersOf(parts: readonly Part<Task>[]): readonly Task[] {
  return parts.flatMap((part) => (isNode(part) ? [part] : membersOf(part)));
}

function spanOf(members: readonly Task[]): Span {
  const [first] = members;
  if (first === undefined) throw new EmitError("a group without tasks");
  return first.span;
}

/** Each task behind what it needs, otherwise as they are. */
function inOrder(tasks: readonly Task[]): readonly Task[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const done = new Set<Task>();
  const visit = (task: Task): void => {
    if (done.has(task)) return;
    for (const need of task.needs) {
      const before = byId.get(need);
      if (before !== undefined && !done.has(before)) visit(before);
    }
    done.add(task);
  };
  for (const task of tasks) visit(task);
  return [...done];
}
