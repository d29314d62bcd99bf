/** What is legal in a pipeline's graph and probably not what was meant. */
import type { Diagnostic, PipelineIr, Span } from "@argosy/sdk/ir";
import { callGraph } from "./call-graph.ts";
import { duplicateCalls } from "./duplicate-calls.ts";
import { loopInvariants } from "./loop-invariants.ts";
import { sequentialAwaits } from "./sequential-awaits.ts";
import { unusedResults } from "./unused-results.ts";

export function checkGraph(ir: PipelineIr): readonly Diagnostic[] {
  const graph = callGraph(ir);
  const needless = [...unusedResults(graph), ...duplicateCalls(graph), ...loopInvariants(graph)];
  const places = new Set(needless.map(({ span }) => placeOf(span)));
  // When a needless call starts is of no interest, and neither is who waits for it.
  const sequential = sequentialAwaits(graph).filter(
    ({ span, related = [] }) => ![span, ...related.map((one) => one.span)].some((one) => places.has(placeOf(one))),
  );
  return [...needless, ...sequential];
}

function placeOf(span: Span | undefined): string {
  return `${span?.file}:${span?.start}`;
}
