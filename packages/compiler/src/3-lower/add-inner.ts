/** Nodes whose body is a scope of its own. */
import type { LoopNode, MapNode, PipelineCallNode } from "@argosy/sdk/ir";
import type { Path } from "./drafts.ts";
import { addPipelineCall } from "./pipeline-call.ts";
import { addFanout, addLoop } from "./repeat.ts";
import type { ScopeLowering } from "./scope-lowering.ts";

export function addInner(scope: ScopeLowering, node: MapNode | LoopNode | PipelineCallNode, path: Path): void {
  switch (node.kind) {
    case "map":
      return addFanout(scope, node, path, addInner);
    case "loop":
      return addLoop(scope, node, path, addInner);
    case "pipeline":
      return addPipelineCall(scope, node, path, addInner);
  }
}
