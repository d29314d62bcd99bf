/** Nodes that are no call of a step: those whose body is a scope of its own, and waits. */
import type { Path } from "./drafts.ts";
import { addPipelineCall } from "./pipeline-call.ts";
import { addFanout, addLoop } from "./repeat.ts";
import type { InnerNode, ScopeLowering } from "./scope-lowering.ts";
import { addWait } from "./wait.ts";

export function addInner(scope: ScopeLowering, node: InnerNode, path: Path): void {
  switch (node.kind) {
    case "map":
      return addFanout(scope, node, path, addInner);
    case "loop":
      return addLoop(scope, node, path, addInner);
    case "pipeline":
      return addPipelineCall(scope, node, path, addInner);
    case "wait":
      return addWait(scope, node, path);
  }
}
