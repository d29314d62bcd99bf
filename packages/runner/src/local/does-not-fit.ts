/** Steps that ask for more than there is. */
import type { LoweredProgram } from "@argosy/sdk/ir";
import { fits, printResources, type Resources } from "./capacity.ts";
import { demandOf } from "./demand.ts";

/** What a run that insists on room for everything ends with before it starts. */
export class DoesNotFitError extends Error {
  override readonly name: string = "DoesNotFitError";
}

/** @throws {DoesNotFitError} naming every step that is larger than the machine */
export function refuseWhatDoesNotFit({ steps, calls }: LoweredProgram, capacity: Resources): void {
  const called = new Set(calls.map(({ step }) => step));
  const strict = { ...capacity, gpus: capacity.gpus ?? 0 };
  const problems = steps
    .filter((step) => called.has(step.id) && !fits(demandOf(step), strict))
    .map((step) => tooLarge(step.name, demandOf(step), strict));
  if (problems.length > 0) throw new DoesNotFitError(problems.join("\n"));
}

export function tooLarge(step: string, demand: Resources, capacity: Resources): string {
  return `${step} asks for ${printResources(demand)}, and this machine has ${printResources(capacity)}`;
}
