import type { Diagnostic, Expr, Fragment, Node, NodeId, Span, StepIr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import type { Exit } from "./completion.ts";
import type { LateEnds } from "./late-catch.ts";
import type { Impurities } from "./impurity.ts";
import type { GivenSchema } from "./given-schemas.ts";
import type { Root } from "./source-graph.ts";
import type { DeclaredPipeline } from "./pipeline-declaration.ts";
import { type Cell, Scope, Store } from "./scope.ts";
import { spanOf } from "./spans.ts";
import type { FunctionNode } from "./values.ts";
import type { Visit } from "./visit.ts";

/** What one pipeline's analysis gathers; everything else is passed and returned. */
export interface Analysis {
  readonly checker: ts.TypeChecker;
  readonly root: string;
  readonly visit: Visit;
  /** Parameters that have their constant default when the body starts. */
  readonly defaulted: ReadonlySet<string>;
  readonly steps: Map<ts.Symbol, StepIr>;
  /** Pipelines that are called, by the name that holds them. */
  readonly pipelines: Map<ts.Symbol, DeclaredPipeline>;
  readonly fragments: Fragment[];
  readonly roots: Root[];
  /** Schemas that the author gave, to be evaluated. */
  readonly schemas: GivenSchema[];
  readonly nodes: Map<NodeId, Node>;
  /** Under which conditions each node is reached. */
  readonly regions: Map<NodeId, Region>;
  readonly counters: Map<string, number>;
  /** Nodes that something awaits or reads: the others' promises float. */
  readonly settled: Set<NodeId>;
  /** Calls and fan-outs whose failure some code catches, and those whose failure ends the run. */
  readonly soft: Set<NodeId>;
  readonly hard: Set<NodeId>;
  /** Code whose value holds arrays and objects that nothing else has. */
  readonly fresh: Set<NodeId>;
  /** What helpers do that pure code must not. */
  readonly impurities: Impurities;
  /** Expressions, as objects, of arrays and objects that one variable alone holds. */
  readonly owned: WeakMap<Expr, "shallow" | "deep">;
  /** Expressions, as objects, whose type is the author's word only. */
  readonly claimed: WeakSet<Expr>;
  /** Variables about whose changes something was said. */
  readonly refused: WeakSet<Cell>;
  /** What was found out about functions. */
  readonly lateEnds: Map<FunctionNode, LateEnds>;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Code that runs as a whole or not at all: the body, an arm, a round, an item. */
export interface Region {
  /** What it is a part of. */
  readonly around?: Region;
}

/** One point of the program: what the variables hold, what was awaited, and where nodes go. */
export interface Flow {
  readonly store: Store;
  readonly nodes: Node[];
  readonly region: Region;
  /** Nodes awaited by this activation that no later awaited node already depends on. */
  frontier: readonly NodeId[];
  /** Pure code evaluated since the last await that may throw: what follows must not start if it does. */
  pending: readonly NodeId[];
  /** Errors of the statement under way that code around it catches. */
  throws: readonly Exit[];
  /** Nodes awaited on paths that have left: whoever awaits the whole activation waits for them too. */
  left: readonly NodeId[];
}

export interface Frame {
  readonly analysis: Analysis;
  readonly flow: Flow;
  readonly scope: Scope;
  /** Functions being inlined, to find recursion. */
  readonly inlining: readonly FunctionNode[];
  /** Inside `try` or `Promise.allSettled`: what fails here is caught. */
  readonly soft: boolean;
  /** Code before the outermost `try` that may have thrown: nothing here catches that. */
  readonly outside: readonly NodeId[];
  /** In a `finally` block: what is awaited before the outermost `try` begins that has one. */
  readonly finally?: readonly NodeId[];
}

/** The frame of code whose errors are caught. */
export function softened(frame: Frame): Frame {
  return frame.soft ? frame : { ...frame, soft: true, outside: frame.flow.pending };
}

export function span(frame: Frame, node: ts.Node): Span {
  return spanOf(frame.analysis.root, node);
}

/** A fresh id such as `train-2`. */
export function newId(analysis: Analysis, label: string): NodeId {
  const count = (analysis.counters.get(label) ?? 0) + 1;
  analysis.counters.set(label, count);
  return `${label}-${count}`;
}

export function emit(frame: Frame, made: Node): void {
  const node = frame.finally === undefined || !isWork(made) ? made : { ...made, finally: frame.finally };
  frame.flow.nodes.push(node);
  frame.analysis.nodes.set(node.id, node);
  frame.analysis.regions.set(node.id, frame.flow.region);
}

function isWork(node: Node): node is Exclude<Node, { readonly kind: "js" | "if" | "error" }> {
  return node.kind !== "js" && node.kind !== "if" && node.kind !== "error";
}

/** The frame of a `finally` block whose `try` begins at `start`. Inside of another one, that one decides. */
export function finallyFrame(frame: Frame, start: Pick<Flow, "frontier">): Frame {
  return frame.finally === undefined ? { ...frame, finally: start.frontier } : frame;
}

/** True where code that runs whenever the node does awaits it, so that nobody can leave its error behind. */
export function isAwaitedWhereMade(id: NodeId, { analysis, flow }: Frame): boolean {
  let region = analysis.regions.get(id);
  while (region !== undefined && region !== flow.region) region = region.around;
  return region !== undefined;
}

/** What is awaited or evaluated before the next node. */
export function barriers(flow: Flow): readonly NodeId[] {
  return [...flow.frontier, ...flow.pending];
}

/** Waits for nodes: they become barriers, in place of those that they waited for themselves. */
export function awaitNodes(frame: Frame, nodes: readonly NodeId[]): void {
  const { flow, analysis } = frame;
  for (const id of nodes) {
    analysis.settled.add(id);
    const node = analysis.nodes.get(id);
    if (node?.kind === "js") {
      // Code is no task that others could wait for: what it waited for itself stays a barrier.
      if (!flow.pending.includes(id)) flow.pending = [...flow.pending, id];
      continue;
    }
    const covered = new Set(node?.after ?? []);
    flow.frontier = [...flow.frontier.filter((other) => other !== id && !covered.has(other)), id];
    // A step does not run where code before it threw. What is caught, a list that is not gone through, and a wait end well
    // all the same: what comes next asks for that code again.
    const asksForIt = (node?.kind === "call" || node?.kind === "pipeline") && !analysis.soft.has(id);
    if (asksForIt) flow.pending = flow.pending.filter((other) => !covered.has(other));
  }
}

/** The flow of a body, or of an item or a round: what was awaited around it is none of its own barriers. */
export function newFlow(store: Store, around?: Flow): Flow {
  const region: Region = around === undefined ? {} : { around: around.region };
  return { store, nodes: [], region, frontier: [], pending: [], throws: [], left: [] };
}

/** A copy of the flow for one arm of a branch. */
export function forkFlow(flow: Flow): Flow {
  return { ...newFlow(flow.store.fork(), flow), frontier: flow.frontier, pending: flow.pending };
}
