import type { WireError } from "@argosy/sdk/runtime";
import type { RunFailure } from "./events.ts";

/** An error that code of the pipeline threw outside every task, perhaps for one item of a fan-out. */
export function programFailure({ name, message, step, at }: WireError, item?: number): RunFailure {
  return {
    name,
    message,
    cause: "program",
    ...(step === undefined ? {} : { step }),
    ...(item === undefined ? {} : { item }),
    ...(at === undefined ? {} : { at }),
  };
}
