/** Where a pipeline's own code runs, and every pod that is no step of the author. */
import type { LoweredProgram, ScopeId, Span, TaskId } from "@argosy/sdk/ir";
import type { Placement } from "./placement.ts";

export interface ExtraPod {
  readonly pod: TaskId;
  /** The body that it belongs to: `main`, or the name of a fan-out or loop, which has one for each item or round. */
  readonly scope: ScopeId;
  readonly span: Span;
  readonly why: string;
  /** True when it runs only if the pipeline's own code throws. */
  readonly onlyOnError: boolean;
}

export interface Explanation {
  readonly pipeline: string;
  /** In the order of the source. */
  readonly expressions: readonly Placement[];
  readonly pods: readonly ExtraPod[];
}

export function explain(program: LoweredProgram, placements: readonly Placement[]): Explanation {
  const distinct = new Map(placements.map((one) => [JSON.stringify([one.place, one.span, one.pod, one.does]), one]));
  const expressions = [...distinct.values()].toSorted(bySource);
  const pods = Object.values(program.scopes).flatMap((scope): readonly ExtraPod[] => [
    ...scope.tasks.flatMap((task): readonly ExtraPod[] => {
      if (task.kind !== "pod" || task.step !== undefined) return [];
      const held = expressions.filter(({ pod, scope: owner }) => pod === task.id && owner === scope.id);
      const why = [...new Set(held.map((one) => one.why))].join("; ");
      return [{ pod: task.id, scope: scope.id, span: task.span, why, onlyOnError: false }];
    }),
    ...scope.raises.slice(0, 1).map(({ span }) => {
      const why = "it fails the run with what the code has thrown";
      return { pod: "raise", scope: scope.id, span, why, onlyOnError: true };
    }),
  ]);
  return { pipeline: program.name, expressions, pods };
}

function bySource(a: Placement, b: Placement): number {
  if (a.span.file !== b.span.file) return a.span.file < b.span.file ? -1 : 1;
  return a.span.start - b.span.start || a.span.end - b.span.end;
}
