/** A call that waits for the one before it without need. */
import type { CallNode, Diagnostic, NodeId } from "@argosy/sdk/ir";
import { couldBeParallel } from "../../diagnostics/graph.ts";
import { type CallGraph, givesNothing, namedIn } from "./call-graph.ts";

export function sequentialAwaits(graph: CallGraph): readonly Diagnostic[] {
  return graph.calls.flatMap(({ call, blocks }) => {
    const step = graph.stepOf(call);
    if (step === undefined || givesNothing(step)) return [];
    const used = usedBy(call, graph);
    const siblings = blocks.at(-1)?.nodes ?? [];
    const earlier = call.after
      .map((id) => siblings.find((node) => node.id === id))
      .find((node): node is CallNode => node?.kind === "call" && !used.has(node.id) && isWrittenBefore(node, call));
    const other = earlier === undefined ? undefined : graph.stepOf(earlier);
    // A step that returns nothing was called for what it does, and its place in the order is part of that.
    if (earlier === undefined || other === undefined || givesNothing(other)) return [];
    const finding = couldBeParallel(call.span, { step: step.name, earlier: other.name });
    return [{ ...finding, related: [{ span: earlier.span, message: "the call that it waits for" }] }];
  });
}

/** Inside one piece of code, not in rounds of one loop and not in two calls of one helper. */
function isWrittenBefore(earlier: CallNode, call: CallNode): boolean {
  return earlier.span.file === call.span.file && earlier.span.end <= call.span.start;
}

/** Everything whose value decides what the call gets, or whether it starts. */
function usedBy(call: CallNode, { nodes }: CallGraph): ReadonlySet<NodeId> {
  const used = new Set<NodeId>();
  const checks = call.after.filter((id) => nodes.get(id)?.kind === "js");
  const waiting = [...namedIn(call.input).map(({ node }) => node), ...checks];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (used.has(id)) continue;
    used.add(id);
    waiting.push(...namedIn(nodes.get(id)).map(({ node }) => node));
  }
  return used;
}
