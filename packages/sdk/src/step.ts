import { STEP, type StepRecord } from "./brands.ts";
import type { StepContext } from "./context.ts";
import type { StepOptions, StepSchemas } from "./options.ts";
import { requireFunction, requireValid } from "./normalize/invalid-options.ts";
import { normalizeStepOptions } from "./normalize/step.ts";
import { callStep } from "./plain/call.ts";
import type { CallArguments, LambdaInput, Late, Step } from "./types.ts";

/**
 * A step: TypeScript that runs in a pod of its own. It takes one object and gives any JSON value, now or later.
 * Calling the step gives a promise of that value; in plain Node it runs at once in this process.
 * Types come from the function, or from schemas in `input` and `output`; then values are checked by these, defaults apply,
 * and the caller gives what the schema takes.
 *
 * @param options constants, or functions of the input where the option says so
 * @throws {InvalidOptionsError} with every problem in the options
 * @example
 * export const train = step(
 *   { cpu: 4, memory: "16Gi", gpu: gpu("nvidia-l4"), timeout: "2h" },
 *   async ({ data, lr }: { data: Dataset; lr: number }, ctx): Promise<{ model: Model; accuracy: number }> => { … },
 * );
 */
export function step<
  Input extends object = {},
  Output = unknown,
  Known = LambdaInput<Input>,
  Sent extends object = Input,
  Received = Output,
>(
  options: StepOptions<Late<Known>> & StepSchemas<Sent, Input, Output, Received>,
  fn: (input: Input, ctx: StepContext) => Output | Promise<Output>,
): Step<Sent, Received> {
  requireValid("step", normalizeStepOptions(options, { gpus: "unchecked" }));
  requireFunction("step", fn);
  return makeStep({ kind: "step", options, fn });
}

/** A callable that carries its record. */
export function makeStep<Input extends object, Output>(record: StepRecord): Step<Input, Output> {
  const call = (...[input]: CallArguments<Input>): Promise<Output> => callStep(record, call, input) as Promise<Output>;
  return Object.defineProperty(call, STEP, { value: record }) as Step<Input, Output>;
}
