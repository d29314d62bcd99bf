/** The schedule of a pipeline. */
import type { LoweredProgram, TargetSettings } from "@argosy/sdk/ir";
import type { KubernetesObject } from "../backend.ts";
import { objectLabels } from "./metadata.ts";
import { GROUP_VERSION } from "./objects.ts";

export function cronWorkflow(program: LoweredProgram, { namespace }: TargetSettings): KubernetesObject | undefined {
  const { schedule, timezone } = program.options;
  if (schedule === undefined) return undefined;
  return {
    apiVersion: GROUP_VERSION,
    kind: "CronWorkflow",
    metadata: {
      name: program.name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: objectLabels(program),
    },
    spec: {
      schedules: [schedule],
      ...(timezone === undefined ? {} : { timezone }),
      // A run that takes longer than it should is not joined by the next.
      concurrencyPolicy: "Forbid",
      workflowSpec: { workflowTemplateRef: { name: program.name } },
    },
  };
}
