/** A step that runs twice on the same input. */
import type { CallNode, Diagnostic } from "@argosy/sdk/ir";
import { duplicateCall } from "../../diagnostics/graph.ts";
import type { CallGraph, PlacedCall } from "./call-graph.ts";

export function duplicateCalls(graph: CallGraph): readonly Diagnostic[] {
  const fragments = new Map(graph.ir.fragments.map((fragment) => [fragment.id, fragment]));

  /** The input with every piece of code as its text: the same text of the same values gives the same. */
  function meaning(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(meaning);
    const node =
      "kind" in value && value.kind === "out" && "node" in value ? graph.nodes.get(String(value.node)) : undefined;
    if (node?.kind !== "js")
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, meaning(part)]));
    const { module, text, params } = fragments.get(node.fragment) ?? { module: "", text: node.fragment, params: [] };
    return { module, text, params, args: meaning(node.args) };
  }

  const alike = Map.groupBy(graph.calls, ({ call }) => JSON.stringify([call.step, meaning(call.input)]));
  return [...alike.values()].flatMap((calls) =>
    calls.flatMap((later, index) => {
      const first = calls.slice(0, index).find((earlier) => isBefore(earlier, later));
      return first === undefined ? [] : [finding(first.call, later.call, graph)];
    }),
  );
}

/** True when the earlier call is made wherever the later one is, and is another one in the source. */
function isBefore(earlier: PlacedCall, later: PlacedCall): boolean {
  const block = earlier.blocks.at(-1);
  const isOther = earlier.call.span.file !== later.call.span.file || earlier.call.span.start !== later.call.span.start;
  return isOther && block !== undefined && later.blocks.includes(block);
}

function finding(first: CallNode, later: CallNode, graph: CallGraph): Diagnostic {
  const step = graph.stepOf(later)?.name ?? later.step;
  return {
    ...duplicateCall(later.span, { step, line: first.span.line }),
    related: [{ span: first.span, message: "the first call" }],
  };
}
