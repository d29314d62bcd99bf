/** A result that a step computes and nobody reads. */
import type { Diagnostic, Node, NodeId } from "@argosy/sdk/ir";
import { resultUnused } from "../../diagnostics/graph.ts";
import { type CallGraph, givesNothing, type NamedValue, namedIn } from "./call-graph.ts";

export function unusedResults(graph: CallGraph): readonly Diagnostic[] {
  const used = usedNodes(graph);
  // A call that is written once and made several times counts as used when one of them is.
  const places = Map.groupBy(graph.calls, ({ call }) => `${call.span.file}:${call.span.start}`);
  return [...places.values()].flatMap((calls) => {
    const [first] = calls;
    const step = first === undefined ? undefined : graph.stepOf(first.call);
    if (first === undefined || step === undefined || givesNothing(step)) return [];
    return calls.some(({ call }) => used.has(call.id)) ? [] : [resultUnused(first.call.span, { step: step.name })];
  });
}

/** The nodes whose value reaches the result, a step, a condition or code that may throw. */
function usedNodes({ bodies, nodes }: CallGraph): ReadonlySet<NodeId> {
  const seen = new Set<string>();
  const used = new Set<NodeId>();
  const results = bodies.map(({ result }) => result);
  const evaluated = [...results, ...nodes.values()].flatMap(({ after }) => after);
  const waiting: NamedValue[] = [
    ...results.flatMap(({ value }) => namedIn(value)),
    ...[...nodes.values()].flatMap(needed),
    ...evaluated.filter((id) => nodes.get(id)?.kind === "js").map((node) => ({ node })),
  ];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    const key = `${value.node}.${value.port ?? ""}`;
    if (seen.has(key)) continue;
    seen.add(key);
    used.add(value.node);
    waiting.push(...behind(nodes.get(value.node), value.port));
  }
  return used;
}

/** What a node reads whether or not its own value is used. */
function needed(node: Node): readonly NamedValue[] {
  switch (node.kind) {
    case "call":
      return namedIn(node.input);
    case "if":
      return namedIn(node.cond);
    case "map":
      return namedIn(node.over);
    case "js":
    case "wait":
    case "error":
      return [];
    default:
      return namedIn(node);
  }
}

/** What the value of a node is made from, besides. */
function behind(node: Node | undefined, port: string | undefined): readonly NamedValue[] {
  switch (node?.kind) {
    case "js":
      return namedIn(node.args);
    case "map":
      return namedIn(node.yields);
    case "if":
      return namedIn(node.merges.filter((merge) => merge.port === port));
    default:
      return [];
  }
}
