import { requireValid } from "./normalize/invalid-options.ts";
import { normalizeContainerOptions } from "./normalize/other-steps.ts";
import type { ContainerOptions } from "./options.ts";
import { makeStep } from "./step.ts";
import type { Step } from "./types.ts";

/**
 * A step that runs a program of any image: inputs by arguments, environment or files, the result as one JSON file.
 *
 * @throws {InvalidOptionsError} with every problem in the options
 * @example
 * export const evaluate = container<{ lr: number }, { accuracy: number }>({
 *   image: "ghcr.io/acme/evaluate:3",
 *   command: ["evaluate"],
 *   args: ({ lr }) => ["--lr", `${lr}`],
 * });
 */
export function container<Input extends object = {}, Output = unknown>(
  options: ContainerOptions<Input>,
): Step<Input, Output> {
  requireValid("container", normalizeContainerOptions(options, { gpus: "unchecked" }));
  return makeStep({ kind: "container", options });
}
