/** Which pipelines count how deep they lie in each other, and what each has to hand on for that. */
import type { ParamIr, PipelineId, PipelineIr, SubPipelineIr } from "@argosy/sdk/ir";
import { pipelineCalls } from "./pipeline-calls.ts";

export interface Counters {
  /** The counts that a body is given, one parameter each. */
  readonly paramsOf: (id: PipelineId) => readonly ParamIr[];
  /** Whether a pipeline calls itself, perhaps by way of others. */
  readonly isRecursive: (id: PipelineId) => boolean;
}

export function countersOf(ir: PipelineIr): Counters {
  const callees = new Map<PipelineId, Set<PipelineId>>();
  const bounded = new Map<PipelineId, NonNullable<SubPipelineIr["depth"]>>();
  for (const { id, body, depth } of ir.pipelines ?? []) {
    if (depth !== undefined) bounded.set(id, depth);
    const known = callees.get(id) ?? new Set();
    for (const { call } of pipelineCalls(body)) known.add(call.pipeline);
    callees.set(id, known);
  }
  const reaches = (from: PipelineId, to: PipelineId, seen: Set<PipelineId> = new Set()): boolean =>
    [...(callees.get(from) ?? [])].some((callee) => {
      if (callee === to) return true;
      if (seen.has(callee)) return false;
      seen.add(callee);
      return reaches(callee, to, seen);
    });
  return {
    paramsOf: (id) =>
      [...bounded]
        .filter(([other]) => other === id || (reaches(id, other) && reaches(other, id)))
        .map(([, { param }]) => ({ name: param, schema: { type: "number" }, required: true })),
    isRecursive: (id) => reaches(id, id),
  };
}
