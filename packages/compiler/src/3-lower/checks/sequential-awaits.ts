/** A call, or a fan-out of calls, that waits for the one before it without need. */
import type { CallNode, Diagnostic, MapNode, Node, NodeId } from "@argosy/sdk/ir";
import { couldBeParallel, type NamedCall } from "../../diagnostics/graph.ts";
import { callsIn, type CallGraph, givesNothing, namedIn } from "./call-graph.ts";

type Work = CallNode | MapNode;

export function sequentialAwaits(graph: CallGraph): readonly Diagnostic[] {
  return graph.work.flatMap(({ work, siblings }) => {
    const later = nameOf(work, graph);
    if (later === undefined) return [];
    const used = usedBy(work, graph);
    const earlier = work.after
      .map((id) => siblings.find((node) => node.id === id))
      .find((node): node is Work => isWork(node) && !used.has(node.id) && isWrittenBefore(node, work));
    const other = earlier === undefined ? undefined : nameOf(earlier, graph);
    if (earlier === undefined || other === undefined) return [];
    const finding = couldBeParallel(work.span, { later, earlier: other });
    return [{ ...finding, related: [{ span: earlier.span, message: "the call that it waits for" }] }];
  });
}

function isWork(node: Node | undefined): node is Work {
  return node?.kind === "call" || node?.kind === "map";
}

/** A step that returns nothing was called for what it does, and its place in the order is part of that. */
function nameOf(work: Work, graph: CallGraph): NamedCall | undefined {
  const steps = callsIn(work).map((call) => graph.stepOf(call));
  const [first] = steps;
  return first === undefined || steps.some(givesNothing)
    ? undefined
    : { step: first.name, isList: work.kind === "map" };
}

/** Inside one piece of code, not in rounds of one loop and not in two calls of one helper. */
function isWrittenBefore(earlier: Work, work: Work): boolean {
  return earlier.span.file === work.span.file && earlier.span.end <= work.span.start;
}

/** Everything whose value decides what the work gets, or whether it starts. */
function usedBy(work: Work, { nodes }: CallGraph): ReadonlySet<NodeId> {
  const used = new Set<NodeId>();
  const checks = work.after.filter((id) => nodes.get(id)?.kind === "js");
  const own = work.kind === "call" ? namedIn(work.input) : namedIn(work);
  const waiting = [...own.map(({ node }) => node), ...checks];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (used.has(id)) continue;
    used.add(id);
    waiting.push(...namedIn(nodes.get(id)).map(({ node }) => node));
  }
  return used;
}
