/** Where a step's pods run, and what they are called there. */
import type { PodPatch } from "@argosy/sdk";
import type { Json, StepOptionsIr } from "@argosy/sdk/ir";
import type { Placement, Strings } from "./objects.ts";

export function placementOf(options: StepOptionsIr): Placement {
  const { gpu, serviceAccount, affinity, priorityClass } = options;
  // The step's own labels win over what the catalogue says about the GPU.
  const nodeSelector = { ...gpu?.nodeSelector, ...options.nodeSelector };
  const tolerations = distinct([...(gpu?.tolerations ?? []), ...(options.tolerations ?? [])]);
  return {
    ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }),
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector }),
    ...(tolerations.length === 0 ? {} : { tolerations }),
    ...(affinity === undefined ? {} : { affinity }),
    ...(priorityClass === undefined ? {} : { priorityClassName: priorityClass }),
  };
}

function distinct(tolerations: readonly Json[]): readonly Json[] {
  return [...new Map(tolerations.map((toleration) => [JSON.stringify(toleration), toleration])).values()];
}

const QUEUE_LABEL = "kueue.x-k8s.io/queue-name";

export function queueLabel(queue: string | undefined): Strings {
  return queue === undefined ? {} : { [QUEUE_LABEL]: queue };
}

export function podPatch(options: StepOptionsIr): PodPatch {
  return (options.pod ?? {}) as unknown as PodPatch;
}
