/** Where a scope of a run lies: in the pipeline's body, in item 3 of the fan-out or round 3 of the loop `each`, or in a called pipeline. */
import type { StepIr, Task, TaskId } from "@argosy/sdk/ir";
import { kindOf, type TaskRef } from "../events.ts";

export interface Place {
  /** `each[3]`, `training`; empty in the pipeline's body. */
  readonly path: string;
  /** The indexes of all fan-outs and loops around it, and the calls of pipelines, outermost first. */
  readonly indexes: readonly (number | string)[];
}

export const BODY: Place = { path: "", indexes: [] };

export function itemPlace(fanout: TaskRef, around: Place, index: number): Place {
  return { path: `${fanout.path}[${index}]`, indexes: [...around.indexes, index] };
}

export function pipelinePlace(call: TaskRef, around: Place, id: TaskId): Place {
  return { path: call.path, indexes: [...around.indexes, id] };
}

/** The index of the item or round in the innermost fan-out or loop around it. */
export function itemOf({ indexes }: Pick<Place, "indexes">): number | undefined {
  return indexes.findLast((one) => typeof one === "number");
}

export function taskRef(task: Task, place: Place, step: StepIr | undefined): TaskRef {
  const item = itemOf(place);
  return {
    path: place.path === "" ? task.id : `${place.path}/${task.id}`,
    kind: kindOf(task),
    ...nameOf(task, step),
    ...(item === undefined ? {} : { item }),
    span: task.span,
  };
}

function nameOf(task: Task, step: StepIr | undefined): Pick<TaskRef, "step"> {
  if (task.kind === "wait") return { step: task.wait.kind };
  return step === undefined ? {} : { step: step.name };
}
