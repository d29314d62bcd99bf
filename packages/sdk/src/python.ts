import { requireValid } from "./normalize/invalid-options.ts";
import { normalizePythonOptions } from "./normalize/other-steps.ts";
import type { PythonOptions } from "./options.ts";
import { makeStep } from "./step.ts";
import type { Step } from "./types.ts";

/**
 * A step that is a function in a Python file beside the pipeline; the input's fields are its keyword arguments.
 *
 * @example
 * export const train = python<{ lr: number }, { accuracy: number }>({
 *   file: "train.py", function: "train", image: "pytorch/pytorch:2.9", gpu: gpu("nvidia-l4"),
 * });
 */
export function python<Input extends object = {}, Output = unknown>(
  options: PythonOptions<Input>,
): Step<Input, Output> {
  requireValid("python", normalizePythonOptions(options, { gpus: "unchecked" }));
  return makeStep({ kind: "python", options });
}
