import type { Block, PipelineCallNode, PipelineId, PipelineIr } from "@argosy/sdk/ir";

interface PlacedPipelineCall {
  readonly call: PipelineCallNode;
  /** Inside a fan-out or loop. */
  readonly isRepeated: boolean;
}

/** The calls of pipelines in a body. */
export function pipelineCalls(block: Block, isRepeated = false): readonly PlacedPipelineCall[] {
  return block.nodes.flatMap((node): readonly PlacedPipelineCall[] => {
    switch (node.kind) {
      case "pipeline":
        return [{ call: node, isRepeated }];
      case "if":
        return [...pipelineCalls(node.then, isRepeated), ...pipelineCalls(node.else, isRepeated)];
      case "map":
      case "loop":
        return pipelineCalls(node.body, true);
      case "call":
      case "js":
      case "wait":
      case "error":
        return [];
    }
  });
}

/** The pipelines that run for items of a fan-out or in rounds of a loop, perhaps because their caller does. */
export function repeatedPipelines(ir: PipelineIr): ReadonlySet<PipelineId> {
  const bodies = new Map<PipelineId, readonly PlacedPipelineCall[]>();
  for (const { id, body } of ir.pipelines ?? []) bodies.set(id, [...(bodies.get(id) ?? []), ...pipelineCalls(body)]);
  const found = new Set<PipelineId>();
  const add = (id: PipelineId): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const { call } of bodies.get(id) ?? []) add(call.pipeline);
  };
  for (const { call, isRepeated } of [...pipelineCalls(ir.body), ...[...bodies.values()].flat()])
    if (isRepeated) add(call.pipeline);
  return found;
}
