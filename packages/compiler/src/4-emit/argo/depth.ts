/** How deep templates lie in each other where pipelines call themselves. */
import type { Diagnostic, LoweredProgram, ScopeId, Task } from "@argosy/sdk/ir";
import { argoTooDeep } from "../../diagnostics/argo.ts";

/** Argo ends a run whose templates lie deeper in each other, unless its controller is told otherwise. */
const DEEPEST = 100;
/** The entry above, and a pod in the DAG of one whose errors are caught below. */
const AROUND = 3;

export function checkDepth(program: LoweredProgram): readonly Diagnostic[] {
  return Object.entries(program.pipelines ?? {}).flatMap(([body, { name, span, maxDepth }]) => {
    const levels = levelsOfRound(body, program);
    if (maxDepth === undefined || levels === 0) return [];
    const depth = maxDepth * levels + AROUND;
    const most = Math.floor((DEEPEST - AROUND) / levels);
    return depth <= DEEPEST ? [] : [argoTooDeep(span, { name, depth, limit: DEEPEST, most })];
  });
}

/** The templates between a pipeline's body and the same body once more; none where it does not call itself. */
function levelsOfRound(body: ScopeId, program: LoweredProgram): number {
  const deepest = (id: ScopeId, open: ReadonlySet<ScopeId>): number => {
    const found = (program.scopes[id]?.tasks ?? []).map((task) => {
      if (task.kind === "pod" || task.kind === "check" || task.kind === "wait") return 0;
      if (task.body === body) return levelsOf(task);
      if (open.has(task.body)) return 0;
      const inside = deepest(task.body, new Set([...open, task.body]));
      return inside === 0 ? 0 : levelsOf(task) + inside;
    });
    return Math.max(0, ...found);
  };
  return deepest(body, new Set([body]));
}

/** Of a loop those of its first round. */
function levelsOf({ kind }: Exclude<Task, { readonly kind: "pod" | "check" | "wait" }>): number {
  switch (kind) {
    case "pipeline":
      return 1;
    case "fanout":
      return 2;
    case "loop":
      return 3;
  }
}
