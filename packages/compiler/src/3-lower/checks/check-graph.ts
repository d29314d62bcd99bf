/** What is legal in a pipeline's graph and probably not what was meant. */
import type { Diagnostic, PipelineIr } from "@argosy/sdk/ir";
import { callGraph } from "./call-graph.ts";
import { duplicateCalls } from "./duplicate-calls.ts";
import { sequentialAwaits } from "./sequential-awaits.ts";
import { unusedResults } from "./unused-results.ts";

export function checkGraph(ir: PipelineIr): readonly Diagnostic[] {
  const graph = callGraph(ir);
  return [sequentialAwaits, unusedResults, duplicateCalls].flatMap((check) => check(graph));
}
