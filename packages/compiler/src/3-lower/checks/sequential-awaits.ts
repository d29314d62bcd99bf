/** A call, or a fan-out of calls, that waits for the one before it without need. */
import type { Diagnostic, Node, NodeId } from "@argosy/sdk/ir";
import { couldBeParallel, type NamedCall } from "../../diagnostics/graph.ts";
import { type CallGraph, givesNothing, isWork, namedIn, nodesIn, type Work } from "./call-graph.ts";

export function sequentialAwaits(graph: CallGraph): readonly Diagnostic[] {
  const uses = new Uses(graph);
  return graph.work.flatMap(({ work, block }) => {
    const later = nameOf(work, graph);
    if (later === undefined) return [];
    const waitsFor = work.after.flatMap((id) => graph.nodes.get(id) ?? []).filter(({ kind }) => kind !== "js");
    const used = uses.amongOrBehind(work, waitsFor);
    // What was awaited together with something that it uses could only run beside it if that were awaited alone.
    if (waitsFor.some(({ id }) => used.has(id))) return [];
    const earlier = waitsFor.find(
      (node): node is Work => isWork(node) && graph.blockOf.get(node.id) === block && isWrittenBefore(node, work),
    );
    const other = earlier === undefined ? undefined : nameOf(earlier, graph);
    if (earlier === undefined || other === undefined) return [];
    const finding = couldBeParallel(work.span, { later, earlier: other });
    return [{ ...finding, related: [{ span: earlier.span, message: "the call that it waits for" }] }];
  });
}

/** A step that returns nothing was called for what it does, and its place in the order is part of that. */
function nameOf(work: Work, graph: CallGraph): NamedCall | undefined {
  const leaves = graph.leavesIn(work);
  const isOrdered = leaves.some((leaf) => leaf.kind === "wait" || givesNothing(graph.stepOf(leaf)));
  const step = isOrdered ? undefined : calledName(work, graph);
  return step === undefined ? undefined : { step, isList: work.kind === "map" };
}

/** That of the call, or of the first one for each element. */
function calledName(node: Node, graph: CallGraph): string | undefined {
  if (node.kind === "call") return graph.stepOf(node)?.name;
  if (node.kind === "pipeline") return graph.ir.pipelines?.find(({ id }) => id === node.pipeline)?.name;
  const first =
    node.kind === "map"
      ? nodesIn(node.body).find((inner) => inner.kind === "call" || inner.kind === "pipeline")
      : undefined;
  return first === undefined ? undefined : calledName(first, graph);
}

/** Inside one piece of code, not in rounds of one loop and not in two calls of one helper. */
function isWrittenBefore(earlier: Work, work: Work): boolean {
  return earlier.span.file === work.span.file && earlier.span.end <= work.span.start;
}

/** What holds the values that it gets. */
function inputOf(work: Work): unknown {
  switch (work.kind) {
    case "call":
      return work.input;
    case "pipeline":
      return work.args;
    case "map":
      return work;
  }
}

/** Which nodes have a part in what others get. */
class Uses {
  readonly #graph: CallGraph;
  readonly #places: ReadonlyMap<NodeId, number>;
  readonly #named = new Map<NodeId, readonly NodeId[]>();

  constructor(graph: CallGraph) {
    this.#graph = graph;
    this.#places = new Map([...graph.nodes.keys()].map((id, place) => [id, place]));
  }

  /**
   * Everything whose value decides what the work gets, or whether it starts, as far back as the first of `nodes`:
   * nothing before it uses any of them.
   */
  amongOrBehind(work: Work, nodes: readonly Node[]): ReadonlySet<NodeId> {
    const first = Math.min(...nodes.map(({ id }) => this.#placeOf(id)));
    const checks = work.after.filter((id) => this.#graph.nodes.get(id)?.kind === "js");
    const own = namedIn(inputOf(work));
    const waiting = [...own.map(({ node }) => node), ...checks];
    const used = new Set<NodeId>();
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (used.has(id) || this.#placeOf(id) < first) continue;
      used.add(id);
      waiting.push(...this.#namedBy(id));
    }
    return used;
  }

  #placeOf(id: NodeId): number {
    return this.#places.get(id) ?? 0;
  }

  #namedBy(id: NodeId): readonly NodeId[] {
    const known = this.#named.get(id) ?? namedIn(this.#graph.nodes.get(id)).map(({ node }) => node);
    this.#named.set(id, known);
    return known;
  }
}
