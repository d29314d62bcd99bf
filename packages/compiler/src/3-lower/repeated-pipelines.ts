import type { Block, PipelineCallNode, PipelineId, PipelineIr } from "@argosy/sdk/ir";

interface Call {
  readonly call: PipelineCallNode;
  readonly isRepeated: boolean;
}

/** The pipelines that run for items of a fan-out or in rounds of a loop, perhaps because their caller does. */
export function repeatedPipelines(ir: PipelineIr): ReadonlySet<PipelineId> {
  const bodies = new Map<PipelineId, readonly Call[]>();
  for (const { id, body } of ir.pipelines ?? []) bodies.set(id, [...(bodies.get(id) ?? []), ...callsIn(body, false)]);
  const found = new Set<PipelineId>();
  const add = (id: PipelineId): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const { call } of bodies.get(id) ?? []) add(call.pipeline);
  };
  for (const { call, isRepeated } of [...callsIn(ir.body, false), ...[...bodies.values()].flat()])
    if (isRepeated) add(call.pipeline);
  return found;
}

function callsIn(block: Block, isRepeated: boolean): readonly Call[] {
  return block.nodes.flatMap((node): readonly Call[] => {
    switch (node.kind) {
      case "pipeline":
        return [{ call: node, isRepeated }];
      case "if":
        return [...callsIn(node.then, isRepeated), ...callsIn(node.else, isRepeated)];
      case "map":
      case "loop":
        return callsIn(node.body, true);
      case "call":
      case "js":
      case "wait":
      case "error":
        return [];
    }
  });
}
