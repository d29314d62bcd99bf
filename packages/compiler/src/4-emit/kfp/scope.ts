/** A scope of the program as DAGs: its tasks, those under conditions in DAGs of their own, and its output. */
import type { CallSite, FanoutTask, Guard, PodTask, Scope, Source, Task, ValueRef } from "@argosy/sdk/ir";
import { UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { EmitError } from "../shared/emit-error.ts";
import { type Arranged, arrange, conditionKey, type Item } from "./arrange.ts";
import { addArms, type Arms } from "./branches.ts";
import type { Containers } from "./components.ts";
import { ancestors, bring, Dag, type DagTask, give, type Value, WIRE } from "./dag.ts";
import type { UniqueNames } from "./unique-names.ts";
import { dnsName, taskNameOf } from "./unique-names.ts";
import type { RetryPolicy } from "./objects.ts";

/** What all scopes of a pipeline share. */
export interface Building {
  readonly scopes: { readonly [id: string]: Scope };
  readonly sites: ReadonlyMap<string, CallSite>;
  readonly containers: Containers;
  readonly components: UniqueNames;
  readonly dags: Dag[];
  readonly retryOf: (step: string) => RetryPolicy | undefined;
  readonly isCached: (step: string | undefined) => boolean;
  readonly parallelism: number | undefined;
  /** Some condition may throw and be caught, so what follows runs also when no branch did. */
  readonly hasSoftErrors: boolean;
}

interface Place {
  readonly dag: Dag;
  readonly task: DagTask;
}

export class ScopeBuilder {
  readonly #building: Building;
  readonly #scope: Scope;
  readonly #dag: Dag;
  /** The scope's inputs, as its outermost DAG has them. */
  readonly #inputs: ReadonlyMap<string, Value>;
  readonly #outer: ScopeBuilder | undefined;
  readonly #tasks: ReadonlyMap<string, Task>;
  readonly #places: Map<string, Place> = new Map();
  readonly #arms: Map<Dag, Arms> = new Map();
  readonly #gathered: Map<string, DagTask> = new Map();

  constructor(
    building: Building,
    scope: Scope,
    dag: Dag,
    inputs: ReadonlyMap<string, Value>,
    outer: ScopeBuilder | undefined,
  ) {
    this.#building = building;
    this.#scope = scope;
    this.#dag = dag;
    this.#inputs = inputs;
    this.#outer = outer;
    this.#tasks = new Map(scope.tasks.map((task) => [task.id, task]));
  }

  /** How many fan-outs are around. */
  get depth(): number {
    return this.#outer === undefined ? 0 : this.#outer.depth + 1;
  }

  build(): void {
    const raises = raisesOf(this.#scope);
    const items: readonly Item[] = [...this.#scope.tasks, ...raises];
    const closed = withAllNeeds(items);
    this.#place(arrange(closed), this.#dag, new Map(items.map((item) => [item.id, item])));
    for (const task of this.#scope.tasks) this.#fill(task);
    for (const raise of raises) this.#fillRaise(raise);
  }

  /** The scope's output as an output of a task of its outermost DAG; absent when it is `undefined`. */
  output(): { readonly task: string; readonly key: string } | undefined {
    const { output } = this.#scope;
    if (output.kind === "ref" && output.ref.kind === "lit" && output.ref.wire === UNDEFINED_WIRE) return undefined;
    return this.#sourceIn(output, this.#dag);
  }

  #place(arranged: readonly Arranged[], dag: Dag, items: ReadonlyMap<string, Item>): void {
    for (const one of arranged) {
      if (one.kind === "item") {
        this.#places.set(one.id, { dag, task: this.#draft(one.id, dag) });
        continue;
      }
      const { guard } = one;
      const arms = addArms(dag, guard, this.#building);
      this.#arms.set(arms.branches, arms);
      // Where the condition comes from is known before anything behind it is placed.
      arms.setCondition(this.resolve(guard.ref, arms.branches));
      for (const is of [true, false]) {
        const members = is ? one.then : one.else;
        if (members.length > 0) this.#place(members, arms.arm(is), items);
      }
    }
  }

  #draft(id: string, dag: Dag): DagTask {
    const { containers, sites, components } = this.#building;
    const task = this.#tasks.get(id);
    // What raises errors is a component of its own, known once it is filled.
    if (task === undefined) return dag.addTask("raise", "");
    if (task.kind !== "pod") return dag.addTask(taskNameOf(id), `comp-${components.of(dnsName(id))}`);
    const draft = dag.addTask(taskNameOf(id), containers.pod(task.step ?? "$glue").component);
    draft.alwaysGives = task.step === undefined ? sites.get(task.call)?.ports[0]?.port : "out";
    return draft;
  }

  #placeOf(id: string): Place {
    const place = this.#places.get(id);
    if (place === undefined) throw new EmitError(`scope \`${this.#scope.id}\` has no task \`${id}\``);
    return place;
  }

  /** A travelling value as `dag` sees it. */
  resolve(ref: ValueRef, dag: Dag): Value {
    switch (ref.kind) {
      case "lit":
        return { ...WIRE, origin: { kind: "constant", value: ref.wire } };
      case "input":
        return this.#inputValue(ref.name, dag);
      case "task":
        return this.#outputValue(ref.task, ref.port, dag);
    }
  }

  #inputValue(name: string, dag: Dag): Value {
    const value = this.#inputs.get(name);
    if (value === undefined) throw new EmitError(`scope \`${this.#scope.id}\` has no input \`${name}\``);
    return bring(value, this.#dag, dag);
  }

  #outputValue(id: string, port: string, to: Dag): Value {
    const place = this.#placeOf(id);
    const isList = this.#tasks.get(id)?.kind === "fanout";
    const above = ancestors(to);
    const isInside = above.includes(place.dag);
    const producer = isList && !isInside ? this.#gather(id) : place.task;
    const key = isList ? "out" : port;
    let value: Value = {
      ...(isList && isInside ? { type: "LIST" as const, form: "wire" as const } : WIRE),
      origin: { kind: "task", task: producer.name, key },
    };
    let dag = place.dag;
    while (!above.includes(dag)) ({ value, dag } = this.#exported(value, dag));
    return bring(value, dag, to);
  }

  /** The value as an output of the task that `dag` is. */
  #exported(value: Value, dag: Dag): { readonly value: Value; readonly dag: Dag } {
    const { origin } = value;
    if (origin.kind !== "task" || dag.parent === undefined) throw new EmitError(`${dag.component} has no such output`);
    const key = dag.export({ producerSubtask: origin.task, outputParameterKey: origin.key });
    const branches = dag.parent.dag;
    const arms = this.#arms.get(branches);
    if (arms === undefined || branches.parent === undefined) throw new EmitError(`${dag.component} is no branch`);
    const outer = arms.export(dag, key);
    return {
      value: { ...WIRE, origin: { kind: "task", task: branches.parent.task.name, key: outer } },
      dag: branches.parent.dag,
    };
  }

  /** The collected texts of a fan-out as one text: servers flatten lists of lists. */
  #gather(id: string): DagTask {
    const known = this.#gathered.get(id);
    if (known !== undefined) return known;
    const { dag, task } = this.#placeOf(id);
    const gather = dag.addTask(`${task.name}-list`, this.#building.containers.shared("gather").component, true);
    give(gather, "list", { type: "LIST", form: "wire", origin: { kind: "task", task: task.name, key: "out" } });
    this.#gathered.set(id, gather);
    return gather;
  }

  #fill(task: Task): void {
    const { dag, task: draft } = this.#placeOf(task.id);
    for (const need of task.needs) this.#need(dag, draft, need);
    switch (task.kind) {
      case "pod":
        return this.#fillPod(task, dag, draft);
      case "fanout":
        return this.#fillFanout(task, dag, draft);
      case "wait":
      case "loop":
      case "pipeline":
      case "check":
        throw new EmitError(`the ${task.kind} \`${task.id}\` cannot be compiled to Kubeflow`);
    }
  }

  /** What ends before, although no value of it is read. */
  #need(dag: Dag, draft: DagTask, id: string): void {
    const place = this.#placeOf(id);
    const above = ancestors(dag);
    let [from, name] = [place.dag, place.task.name];
    while (!above.includes(from)) {
      if (from.parent === undefined) throw new EmitError(`\`${id}\` is in another pipeline`);
      [from, name] = [from.parent.dag, from.parent.task.name];
    }
    const waiting = dag === from ? draft : above.find((one) => one.parent?.dag === from)?.parent?.task;
    waiting?.needs.add(name);
  }

  #fillPod(task: PodTask, dag: Dag, draft: DagTask): void {
    const { containers, retryOf, isCached } = this.#building;
    const site = this.#building.sites.get(task.call);
    if (site === undefined) throw new EmitError(`there is no call \`${task.call}\``);
    const pod = containers.pod(task.step ?? "$glue");
    pod.addCall(site, this.depth);
    give(draft, "call", { ...WIRE, origin: { kind: "constant", value: task.call } });
    for (const [name, ref] of Object.entries(task.reads)) {
      const value = this.resolve(ref, dag);
      give(draft, pod.inputFor(name, value.form), value);
    }
    if (site.inFanout) this.#items(dag).forEach((item, index) => give(draft, `place_${index}`, item));
    const retry = task.step === undefined ? undefined : retryOf(task.step);
    if (retry !== undefined) draft.retry = retry;
    draft.isCached = isCached(task.step);
  }

  /** The items of all fan-outs around, from the outermost. */
  #items(dag: Dag): readonly Value[] {
    const own = this.#inputs.get("item");
    const outer =
      this.#outer?.depth === undefined || this.#outer.depth === 0 ? [] : this.#outer.#itemsFor(this.#dag, dag);
    return own === undefined ? outer : [...outer, bring(own, this.#dag, dag)];
  }

  #itemsFor(body: Dag, dag: Dag): readonly Value[] {
    const { parent } = body;
    return parent === undefined ? [] : this.#items(parent.dag).map((item) => bring(item, parent.dag, dag));
  }

  #fillFanout(task: FanoutTask, dag: Dag, draft: DagTask): void {
    const body = this.#building.scopes[task.body];
    if (body === undefined) throw new EmitError(`there is no scope \`${task.body}\``);
    const bodyDag = new Dag(draft.component, "scope", { dag, task: draft });
    this.#building.dags.push(bodyDag);
    const item = this.#iterate(task, dag, draft, bodyDag);
    const captures = Object.entries(task.captures).map(
      ([name, ref]) => [name, bodyDag.accept(this.resolve(ref, dag))] as const,
    );
    if (this.#building.parallelism !== undefined) draft.parallelism = this.#building.parallelism;
    const builder = new ScopeBuilder(this.#building, body, bodyDag, new Map([["item", item], ...captures]), this);
    builder.build();
    if (!this.#isRead(task.id)) return;
    const output = builder.#sourceIn(body.output, bodyDag);
    // The list of what the items yield has the type of a list on the outside, as Kubeflow's own compiler has it.
    bodyDag.addOutput("out", "LIST", [{ producerSubtask: output.task, outputParameterKey: output.key }]);
  }

  #iterate({ over }: FanoutTask, dag: Dag, draft: DagTask, body: Dag): Value {
    if (over.kind === "constant") {
      draft.iterator = { items: { raw: JSON.stringify(over.items) }, itemInput: "item" };
      return body.addInput("item", WIRE);
    }
    const list = over.kind === "items" ? this.resolve(over.ref, dag) : this.#range(over.ref, dag, draft.name);
    body.addInput("items", WIRE);
    give(draft, "items", list);
    draft.iterator = { items: { inputParameter: "items" }, itemInput: "item" };
    return body.addInput("item", WIRE);
  }

  /** Kubeflow does not tell an item its index, so a pod counts. */
  #range(ref: ValueRef, dag: Dag, name: string): Value {
    const range = dag.addTask(`${name}-items`, this.#building.containers.shared("range").component, true);
    give(range, "items", this.resolve(ref, dag));
    return { ...WIRE, origin: { kind: "task", task: range.name, key: "out" } };
  }

  #isRead(id: string): boolean {
    return JSON.stringify(this.#scope).includes(`"kind":"task","task":${JSON.stringify(id)}`);
  }

  /** The value of a source as an output of a task of `dag`. */
  #sourceIn(source: Source, dag: Dag): { readonly task: string; readonly key: string } {
    if (source.kind === "ref" && source.ref.kind === "task") {
      const isList = this.#tasks.get(source.ref.task)?.kind === "fanout";
      if (isList && this.#placeOf(source.ref.task).dag === dag)
        return { task: this.#gather(source.ref.task).name, key: "out" };
      const { origin } = this.#outputValue(source.ref.task, source.ref.port, dag);
      if (origin.kind === "task") return origin;
    }
    return this.#oneof(source, dag) ?? this.#select(source, dag);
  }

  /** Each arm has its own, and they are the only two. */
  #oneof(source: Source, dag: Dag): { readonly task: string; readonly key: string } | undefined {
    if (source.kind !== "choice" || this.#building.hasSoftErrors) return undefined;
    const key = conditionKey(source.guard);
    const arms = [...this.#arms.values()].find(
      (one) => one.branches.parent?.dag === dag && conditionKey(one.guard) === key,
    );
    if (arms === undefined) return undefined;
    const [then, other] = source.guard.is ? [source.then, source.else] : [source.else, source.then];
    if (![then, other].every((arm, index) => this.#isIn(arm, arms.known(index === 0)))) return undefined;
    const selectors = [then, other].map((arm, index) => {
      const armDag = arms.arm(index === 0);
      const { task, key: port } = this.#sourceIn(arm, armDag);
      const output = armDag.export({ producerSubtask: task, outputParameterKey: port });
      return { producerSubtask: arms.nameOf(armDag), outputParameterKey: output };
    });
    const output = arms.branches.addOutput("result", "STRING", selectors);
    return { task: arms.branches.parent?.task.name ?? "", key: output };
  }

  #isIn(source: Source, arm: Dag | undefined): boolean {
    return (
      arm !== undefined &&
      source.kind === "ref" &&
      source.ref.kind === "task" &&
      ancestors(this.#placeOf(source.ref.task).dag).includes(arm)
    );
  }

  /** A pod that chooses. */
  #select(source: Source, dag: Dag): { readonly task: string; readonly key: string } {
    const inputs: Value[] = [];
    const add = (value: Value): number => inputs.push(value) - 1;
    const spec = this.#sourceSpec(source, dag, add);
    const keys = inputs.map(({ form }, index) => [`v${index}`, form] as const);
    const select = this.#building.containers.own("select", { source: spec, forms: Object.fromEntries(keys) }, keys, [
      "out",
    ]);
    const task = dag.addTask("result", select.component, true);
    inputs.forEach((value, index) => give(task, `v${index}`, value));
    return { task: task.name, key: "out" };
  }

  #sourceSpec(source: Source, dag: Dag, add: (value: Value) => number): unknown {
    if (source.kind === "ref") return add(this.resolve(source.ref, dag));
    const { guard } = source;
    return [
      add(this.resolve(guard.ref, dag)),
      guard.native ?? null,
      guard.is,
      this.#sourceSpec(source.then, dag, add),
      this.#sourceSpec(source.else, dag, add),
    ];
  }

  #fillRaise(raise: RaiseItem): void {
    const { dag, task } = this.#placeOf(raise.id);
    const values = raise.refs.map((ref) => this.resolve(ref, dag));
    const keys = values.map((_, index) => `e${index}`);
    const small = this.#building.containers.own(
      "raise",
      { keys },
      keys.map((key) => [key, "wire"] as const),
      [],
    );
    task.component = small.component;
    values.forEach((value, index) => give(task, `e${index}`, value));
    for (const need of raise.needs) this.#need(dag, task, need);
    task.condition = keys
      .map((key) => `inputs.parameter_values['${key}'].startsWith('{"$argosy":"error"')`)
      .join(" || ");
  }
}

interface RaiseItem extends Item {
  readonly refs: readonly ValueRef[];
}

/** What fails the run because code between steps threw: one task for each set of conditions. */
function raisesOf({ raises }: Scope): readonly RaiseItem[] {
  const groups = new Map<string, { readonly guards: readonly Guard[]; readonly refs: ValueRef[] }>();
  for (const { ref, guards } of raises) {
    const key = JSON.stringify(guards);
    const group = groups.get(key) ?? { guards, refs: [] };
    group.refs.push(ref);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ guards, refs }, index) => ({
    id: `$raise-${index}`,
    guards,
    refs,
    needs: [...refs, ...guards.map(({ ref }) => ref)].flatMap((ref) => (ref.kind === "task" ? [ref.task] : [])),
  }));
}

/** Needs are reduced; arranging has to see all of them. */
function withAllNeeds(items: readonly Item[]): readonly Item[] {
  const all = new Map<string, Set<string>>();
  return items.map((item) => {
    const needs = new Set(item.needs.flatMap((id) => [id, ...(all.get(id) ?? [])]));
    all.set(item.id, needs);
    return { id: item.id, guards: item.guards, needs: [...needs] };
  });
}
