/** A step that runs in every round of a loop, or for every element of a list, and always gets the same. */
import type { CallNode, Diagnostic, Expr, LoopNode, MapNode, NodeId } from "@argosy/sdk/ir";
import { loopInvariant } from "../../diagnostics/graph.ts";
import { parts } from "../expressions.ts";
import { type CallGraph, givesNothing, nodesIn } from "./call-graph.ts";

export function loopInvariants(graph: CallGraph): readonly Diagnostic[] {
  return [...graph.nodes.values()].flatMap((node) => {
    if (node.kind !== "map" && node.kind !== "loop") return [];
    const own = new Set(nodesIn(node.body).map(({ id }) => id));
    return node.body.nodes.flatMap((call) =>
      call.kind === "call" && !varies(call.input, node, own, graph) ? finding(call, node, graph) : [],
    );
  });
}

function finding(call: CallNode, { kind }: LoopNode | MapNode, graph: CallGraph): readonly Diagnostic[] {
  const step = graph.stepOf(call);
  // A step that returns nothing is called for what it does, perhaps as often as this.
  if (step === undefined || givesNothing(step)) return [];
  const what = kind === "map" ? "for every element of the list" : "in every round of the loop";
  return [loopInvariant(call.span, { step: step.name, what })];
}

/** True when the value has a part of the loop in it: the element, what rounds hand on, or what other calls in it give. */
function varies(expr: Expr, loop: LoopNode | MapNode, own: ReadonlySet<NodeId>, graph: CallGraph): boolean {
  if (expr.kind === "item" || expr.kind === "index" || expr.kind === "carried") return expr.loop === loop.id;
  if (expr.kind === "settled") return own.has(expr.node);
  if (expr.kind !== "out" || !own.has(expr.node)) return parts(expr).some((part) => varies(part, loop, own, graph));
  const node = graph.nodes.get(expr.node);
  return node?.kind !== "js" || node.args.some((arg) => varies(arg, loop, own, graph));
}
