/** Where a scope of a run lies: in the pipeline's body, or in item 3 of the fan-out or round 3 of the loop `each`. */
import type { StepIr, Task } from "@argosy/sdk/ir";
import type { TaskRef } from "../events.ts";

export interface Place {
  /** `each[3]`; empty in the pipeline's body. */
  readonly path: string;
  /** The indexes of all fan-outs and loops around it, outermost first. */
  readonly indexes: readonly number[];
}

export const BODY: Place = { path: "", indexes: [] };

export function itemPlace(fanout: TaskRef, around: Place, index: number): Place {
  return { path: `${fanout.path}[${index}]`, indexes: [...around.indexes, index] };
}

export function taskRef(task: Task, place: Place, step: StepIr | undefined): TaskRef {
  const item = place.indexes.at(-1);
  return {
    path: place.path === "" ? task.id : `${place.path}/${task.id}`,
    kind: task.kind !== "pod" ? "fanout" : step === undefined ? "glue" : "step",
    ...(step === undefined ? {} : { step: step.name }),
    ...(item === undefined ? {} : { item }),
    span: task.span,
  };
}
