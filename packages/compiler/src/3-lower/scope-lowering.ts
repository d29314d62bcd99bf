/** Lowers the nodes of one scope, the pipeline's body or a fan-out's, to tasks with places for all their expressions. */
import type {
  Block,
  CallNode,
  Expr,
  Guard,
  IfNode,
  Json,
  LoopNode,
  MapNode,
  NodeId,
  ParamIr,
  PipelineCallNode,
  PipelineId,
  PortEncoding,
  Span,
  TaskId,
  ValueRef,
  WaitNode,
} from "@argosy/sdk/ir";
import { encodeWire } from "@argosy/sdk/runtime";
import { glueForbidden } from "../diagnostics/graph.ts";
import { addPort, rewrite } from "./call-site.ts";
import { type Lowering, taskName } from "./context.ts";
import { type CallDraft, newCall, type OverDraft, type Path, pathStep, type TaskDraft } from "./drafts.ts";
import { carrier, type Leaf, leafKey, leavesOf } from "./leaves.ts";
import { nativeTest } from "./native-test.ts";
import { isComputed, PURPOSE, whyGlue } from "./placement.ts";
import { constantItems } from "./constant-items.ts";
import { TaskGraph } from "./task-graph.ts";
import { mayThrow } from "./throwing.ts";

/** Where a value stands in the program: what was awaited before it, and under which conditions. */
export interface Point {
  readonly after: readonly NodeId[];
  readonly path: Path;
  readonly span: Span;
  /** An error here is caught by the program itself. */
  readonly soft?: boolean;
}

/** Adds the task of a fan-out, loop or called pipeline, whose body is a scope of its own. */
export type InnerNode = MapNode | LoopNode | PipelineCallNode | WaitNode;
export type AddInner = (scope: ScopeLowering, node: InnerNode, path: Path) => void;

/** What holds for a pipeline's body and all scopes in it. */
export interface Home {
  readonly params: readonly ParamIr[];
  readonly pipeline: PipelineId | undefined;
  /** The pipeline that is compiled: people type its parameters by hand, and they never lie in the store. */
  readonly isEntry: boolean;
  readonly inFanout: boolean;
}

interface Produced {
  readonly task: TaskDraft;
  readonly port: string;
  readonly lists: number;
}

export class ScopeLowering {
  readonly id: string;
  readonly lowering: Lowering;
  readonly home: Home;
  readonly tasks: TaskDraft[] = [];
  readonly graph: TaskGraph = new TaskGraph();
  /** Inputs by name; main has the parameters, a body `item` and what it captures. */
  readonly inputs: Map<string, { readonly leaf: Leaf; readonly outer?: ValueRef }> = new Map();
  readonly raises: { readonly ref: ValueRef; readonly path: Path; readonly span: Span }[] = [];
  readonly #parent: ScopeLowering | undefined;
  readonly #produced: Map<string, Produced> = new Map();
  readonly #glue: Map<string, TaskDraft> = new Map();
  readonly #byId: Map<TaskId, TaskDraft> = new Map();
  /** Under which conditions each if of this scope is reached. */
  readonly paths: Map<NodeId, Path> = new Map();

  /** @param around The scope that it lies in; a pipeline's body has what holds for it instead. */
  constructor(id: string, lowering: Lowering, around: ScopeLowering | Home, loop?: MapNode | LoopNode) {
    this.id = id;
    this.lowering = lowering;
    this.#parent = around instanceof ScopeLowering ? around : undefined;
    this.home = around instanceof ScopeLowering ? { ...around.home, inFanout: true } : around;
    if (this.#parent === undefined)
      for (const { name } of this.home.params) this.inputs.set(name, { leaf: { kind: "param", name } });
    if (loop === undefined) return;
    this.inputs.set("item", { leaf: { kind: "item", loop: loop.id } });
    if (loop.kind === "loop") this.inputs.set("state", { leaf: { kind: "state", loop: loop.id } });
  }

  /** Tasks in program order; every node finds what it refers to already placed. */
  addBlock(block: Block, path: Path, addInner: AddInner): void {
    for (const node of block.nodes) {
      switch (node.kind) {
        case "js":
          this.lowering.js.set(node.id, node);
          break;
        case "if":
          this.lowering.ifs.set(node.id, node);
          this.paths.set(node.id, path);
          this.#placeGuard(node, path);
          this.addBlock(node.then, [...path, pathStep(node.id, node.cond, true)], addInner);
          this.addBlock(node.else, [...path, pathStep(node.id, node.cond, false)], addInner);
          break;
        case "call":
          this.#addCall(node, path);
          break;
        case "map":
        case "loop":
        case "pipeline":
        case "wait":
          addInner(this, node, path);
          break;
        case "error":
          break;
      }
    }
  }

  /** Where a travelled value comes from, as this scope sees it. */
  resolve(wanted: Leaf): ValueRef {
    const leaf = carrier(wanted);
    const produced = this.#produced.get(leafKey(leaf));
    if (produced !== undefined)
      return { kind: "task", task: produced.task.id, port: produced.port, lists: produced.lists };
    for (const [name, input] of this.inputs) {
      if (leafKey(input.leaf) === leafKey(leaf))
        return {
          kind: "input",
          name,
          lists: input.outer === undefined || input.outer.kind === "lit" ? 0 : input.outer.lists,
        };
    }
    if (this.#parent === undefined) throw new Error(`nothing produces ${leafKey(leaf)}`);
    const outer = this.#parent.resolve(leaf);
    const name = this.#inputName(leaf);
    this.inputs.set(name, { leaf, outer });
    return { kind: "input", name, lists: outer.kind === "lit" ? 0 : outer.lists };
  }

  /** The value at `point` as a port of some pod: of one that runs anyway, else of glue. */
  place(value: Expr, encoding: PortEncoding, point: Point): { readonly task: TaskId; readonly port: string } {
    const host = this.lowering.forceGlue ? undefined : this.#host(value, point);
    const task = host ?? this.#glueFor(value, point);
    const draft = task.call as CallDraft;
    this.#explainPlace(value, encoding, point, task);
    const port = addPort(draft, encoding, value, point.span, this.lowering);
    const ref: ValueRef = { kind: "task", task: task.id, port, lists: 0 };
    if (point.soft !== true && mayThrow(value, this.lowering))
      this.raises.push({ ref, path: point.path, span: point.span });
    return { task: task.id, port };
  }

  /** The indices of tasks that a node waits for: what it was awaited after, and what its conditions are read from. */
  needs(values: readonly Expr[], point: Omit<Point, "span">): readonly number[] {
    const leaves = leavesOf(values, this.lowering.definitions);
    return [
      ...leaves.flatMap((leaf) => this.#indexOf(leaf)),
      ...point.after.flatMap((node) => this.#indexOf({ kind: "out", node })),
      ...this.#guardTasks(point.path),
    ];
  }

  addTask(draft: Omit<TaskDraft, "index">, needs: readonly number[]): TaskDraft {
    const task: TaskDraft = { ...draft, index: this.graph.add(needs) };
    this.tasks.push(task);
    this.#byId.set(task.id, task);
    return task;
  }

  /** Where a task comes from. */
  origin({ span, finally: before }: CallNode | InnerNode): Pick<TaskDraft, "span" | "finally"> {
    if (before === undefined) return { span };
    const ends = before.flatMap((node) => this.#produced.get(leafKey({ kind: "out", node })) ?? []);
    return { span, finally: ends.map(({ task }) => task.id) };
  }

  produce(leaf: Leaf, task: TaskDraft, port: string, lists: number): void {
    this.#produced.set(leafKey(leaf), { task, port, lists });
  }

  guards(path: Path): readonly Guard[] {
    return path.map(({ node, is }): Guard => {
      const place = this.lowering.guards.get(node);
      if (place === undefined) throw new Error(`no place for the condition ${node}`);
      if (place.kind === "port") return { ref: { kind: "task", task: place.task, port: place.port, lists: 0 }, is };
      const ref = this.resolve({ kind: "param", name: place.param });
      return { ref, is: place.negated ? !is : is, native: place.test(ref.kind === "input" ? ref.name : place.param) };
    });
  }

  /** How a fan-out gets its list. */
  placeList(node: MapNode | LoopNode, over: Expr, path: Path): OverDraft {
    const checks = this.checksBefore(node.after);
    if (checks.length === 0 && !this.lowering.forceGlue) {
      const constant = constantItems(over);
      const explain = (place: "fold" | "native", why: string): void =>
        this.lowering.explain({ place, does: "list", span: node.span, scope: this.id, why });
      if (constant !== undefined) {
        explain("fold", "its elements are known when the pipeline is compiled");
        return { kind: "constant", items: constant };
      }
      if (over.kind === "param" && this.home.isEntry) {
        explain("native", `the target itself goes through the parameter \`${over.name}\``);
        this.lowering.indexedLists.set(node.id, over);
        return { kind: "array", leaf: { kind: "param", name: over.name } };
      }
    }
    const port = this.place(sequence(checks, over), "items", {
      after: node.after,
      path,
      span: node.span,
      soft: node.kind === "map" && node.soft === true,
    });
    return { kind: "items", ...port };
  }

  /** Code that was evaluated before and may have thrown: what starts no pod of its own has to ask for it. */
  checksBefore(after: readonly NodeId[]): readonly Expr[] {
    const code = after.filter((id) => this.lowering.js.has(id)).map((node): Expr => ({ kind: "out", node }));
    return code.filter((check) => mayThrow(check, this.lowering));
  }

  #addCall(node: CallNode, path: Path): void {
    const { lowering } = this;
    const checks = node.after.filter((id) => lowering.js.has(id));
    const values = [node.input, ...checks.map((id): Expr => ({ kind: "out", node: id }))];
    const point: Point = { after: node.after, path, span: node.span, soft: node.soft ?? false };
    const draft = newCall(taskName(lowering, node.id), { id: node.step, node: node.id }, this.#soft(node));
    let needs = this.needs(values, point);
    if (lowering.forceGlue) {
      // Inside glue the checks come before the value, in the order of the program.
      const placed = this.place(sequence(values.slice(1), node.input), "value", point);
      const producer = this.task(placed.task);
      this.produce({ kind: "out", node: `$input:${node.id}` }, producer, placed.port, 0);
      draft.input = rewrite({ kind: "out", node: `$input:${node.id}` }, draft, lowering);
      needs = [...this.needs([], point), producer.index];
    } else {
      draft.input = rewrite(node.input, draft, lowering);
      for (const id of checks) {
        rewrite({ kind: "out", node: id }, draft, lowering);
        draft.checks.push(id);
      }
    }
    this.#explainInput(node, draft);
    draft.inputSpan = node.span;
    lowering.calls.push({ draft, ...this.home });
    this.produce(
      { kind: "out", node: node.id },
      this.addTask({ id: draft.key, path, ...this.origin(node), call: draft }, needs),
      "out",
      0,
    );
  }

  /** What the pod must know to tell its last attempt. */
  #soft({ soft, step }: CallNode): CallDraft["soft"] {
    if (soft !== true) return undefined;
    const retry = this.lowering.ir.steps.find((one) => one.id === step)?.options.retry;
    return retry === undefined ? {} : { retry };
  }

  /** Conditions come first, so that the tasks behind them can wait for whoever evaluates them. */
  #placeGuard(node: IfNode, path: Path): void {
    const native = this.lowering.forceGlue ? undefined : nativeTest(node.cond, this.home.params);
    if (native !== undefined) {
      this.lowering.guards.set(node.id, { kind: "native", ...native });
      const why = `the target itself tests the parameter \`${native.param}\``;
      this.lowering.explain({ place: "native", does: "condition", span: node.span, scope: this.id, why });
      return;
    }
    const placed = this.place(node.cond, "guard", {
      after: node.after,
      path,
      span: node.span,
      soft: node.soft ?? false,
    });
    this.lowering.guards.set(node.id, { kind: "port", ...placed });
    this.produce({ kind: "guard", node: node.id }, this.task(placed.task), placed.port, 0);
  }

  /** A pod that runs whenever the value is needed, ends before it is, and has all it is made of. */
  #host(value: Expr, point: Point): TaskDraft | undefined {
    const leaves = leavesOf([value], this.lowering.definitions).flatMap((leaf) => this.#indexOf(leaf));
    const awaitedTasks = point.after.flatMap((node) => this.#indexOf({ kind: "out", node }));
    const known = [...new Set([...leaves, ...awaitedTasks])];
    const isHost = (task: TaskDraft): boolean =>
      task.call !== undefined &&
      isPrefix(task.path, point.path) &&
      known.some((index) => index === task.index || this.graph.isBefore(task.index, index)) &&
      leaves.every((leaf) => leaf === task.index || this.graph.isBefore(leaf, task.index));
    if (leaves.length === 0) return this.tasks.find((task) => isHost(task));
    const latest = Math.max(...leaves);
    return this.tasks.slice(latest).find((task) => isHost(task));
  }

  #glueFor(value: Expr, point: Point): TaskDraft {
    const needs = [
      ...new Set([
        ...leavesOf([value], this.lowering.definitions).flatMap((leaf) => this.#indexOf(leaf)),
        ...this.#guardTasks(point.path),
      ]),
    ].sort((a, b) => a - b);
    const key = JSON.stringify([needs, point.path]);
    const known = this.lowering.forceGlue ? undefined : this.#glue.get(key);
    if (known !== undefined) return known;
    if (this.lowering.ir.options.glue === "forbid") this.lowering.report(glueForbidden(point.span, {}));
    const id = this.lowering.names.of(`glue-${this.lowering.calls.length + 1}`, "glue");
    const call = newCall(id);
    this.lowering.calls.push({ draft: call, ...this.home });
    const task = this.addTask({ id, path: point.path, span: point.span, call }, needs);
    this.#glue.set(key, task);
    return task;
  }

  #explainPlace(value: Expr, encoding: PortEncoding, point: Point, task: TaskDraft): void {
    const { lowering } = this;
    const span = (value.kind === "out" ? lowering.js.get(value.node)?.span : undefined) ?? point.span;
    const common = { does: PURPOSE[encoding], span, pod: task.id, scope: this.id };
    if (task.call?.step !== undefined) {
      const why = `after the step in the pod of \`${task.id}\`, which runs anyway and has all that this is made of`;
      lowering.explain({ place: "project", ...common, why });
      return;
    }
    const indices = leavesOf([value], lowering.definitions).flatMap((leaf) => this.#indexOf(leaf));
    const producers = this.tasks.filter((one) => one !== task && indices.includes(one.index));
    const others = point.after.flatMap((node) => this.#indexOf({ kind: "out", node })).length;
    const isBefore = (a: TaskDraft, b: TaskDraft): boolean => this.graph.isBefore(a.index, b.index);
    lowering.explain({ place: "glue", ...common, why: whyGlue(producers, others, isBefore) });
  }

  /** What is evaluated before the step in its own pod. */
  #explainInput(node: CallNode, draft: CallDraft): void {
    const why = `before the step in the pod of \`${draft.key}\`, where all that this is made of travels`;
    const common = { place: "prelude", does: "input", pod: draft.key, scope: this.id, why } as const;
    for (const { span } of draft.bindings.values()) this.lowering.explain({ ...common, span });
    if (isComputed(node.input)) this.lowering.explain({ ...common, span: node.span });
  }

  #indexOf(leaf: Leaf): readonly number[] {
    const produced = this.#produced.get(leafKey(carrier(leaf)));
    return produced === undefined ? [] : [produced.task.index];
  }

  #guardTasks(path: Path): readonly number[] {
    return path.flatMap(({ node }) => this.#indexOf({ kind: "guard", node }));
  }

  task(id: TaskId): TaskDraft {
    const found = this.#byId.get(id);
    if (found === undefined) throw new Error(`there is no task ${id}`);
    return found;
  }

  #inputName(leaf: Leaf): string {
    const wish =
      leaf.kind === "param"
        ? leaf.name
        : leaf.kind === "item" || leaf.kind === "state"
          ? `${leaf.kind}-of-${leaf.loop}`
          : leaf.kind === "guard"
            ? leaf.node
            : taskName(this.lowering, leaf.node);
    let name = wish;
    for (let count = 2; this.inputs.has(name); count++) name = `${wish}-${count}`;
    return name;
  }
}

/** First the checks, then the value: as an expression. */
export function sequence(checks: readonly Expr[], value: Expr): Expr {
  if (checks.length === 0) return value;
  return {
    kind: "idx",
    object: { kind: "arr", elements: [...checks, value].map((one) => ({ value: one })) },
    index: { kind: "lit", value: checks.length },
  };
}

function isPrefix(path: Path, of: Path): boolean {
  return path.length <= of.length && path.every((step, index) => step.meaning === of[index]?.meaning);
}

export function literalRef(value: Json | undefined): ValueRef {
  return { kind: "lit", wire: encodeWire(value) };
}
