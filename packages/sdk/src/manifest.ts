import { requireValid } from "./normalize/invalid-options.ts";
import { normalizeManifestOptions } from "./normalize/other-steps.ts";
import type { ManifestOptions } from "./options.ts";
import { makeStep } from "./step.ts";
import type { Step } from "./types.ts";

/**
 * A step that applies a Kubernetes object, waits until it has done its work, and deletes it when the run is cancelled.
 *
 * @example
 * export const fit = manifest<{ name: string }, { nodes: number }>({
 *   object: ({ nodes }) => ({ apiVersion: "trainer.kubeflow.org/v1alpha1", kind: "TrainJob", spec: { trainer: { numNodes: nodes } } }),
 *   done: { condition: "Complete" },
 *   outputs: { name: "metadata.name" },
 * });
 */
export function manifest<Output = unknown, Input extends object = {}>(
  options: ManifestOptions<Input>,
): Step<Input, Output> {
  requireValid("manifest", normalizeManifestOptions(options, { gpus: "unchecked" }));
  return makeStep({ kind: "manifest", options });
}
