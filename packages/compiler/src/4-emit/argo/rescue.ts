/**
 * A step whose errors are caught, as a DAG: what ends its pod from outside leaves no output, so a second task reads the
 * status and gives the outputs in its place. The task that calls it sees one template that always succeeds.
 */
import { UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { type EmissionBase, hasPlace } from "./emission.ts";
import { inputTag, outputExpression, statusExpression, tag } from "./expr.ts";
import type { ContainerTemplate, DagTemplate, Parameter } from "./objects.ts";
import { CALL, IN, ITEM, LOST, RESCUE } from "./protocol.ts";
import { GLUE } from "./template-names.ts";

/** The tasks of the DAG. The runner knows them, to find the task that a node belongs to. */
const RUN = "run";
const STAND_IN = "rescue";

/** Two hyphens, which no step's name has. */
export function rescueName(template: string): string {
  return `${template}--caught`;
}

export function rescueTemplate(step: ContainerTemplate, { program }: EmissionBase): DagTemplate {
  const inputs = step.inputs?.parameters ?? [];
  const handOn = (names: readonly string[]): readonly Parameter[] =>
    names.map((name) => ({ name, value: inputTag(name) }));
  const glue = program.calls.filter((site) => site.step === undefined);
  const glueHasItem = glue.some(hasPlace);
  // Calls whose errors nobody catches have ports of their own.
  const ports = new Set(glue.flatMap((site) => site.ports.map(({ port }) => port)));
  const hasItem = glueHasItem && inputs.some(({ name }) => name === ITEM);
  return {
    name: rescueName(step.name),
    ...(step.metadata?.annotations === undefined ? {} : { metadata: { annotations: step.metadata.annotations } }),
    inputs: { parameters: [...inputs, { name: RESCUE }] },
    outputs: {
      parameters: (step.outputs?.parameters ?? [])
        .filter(({ name }) => ports.has(name))
        .map(({ name }) => ({
          name,
          valueFrom: { expression: whicheverEnded(name), default: UNDEFINED_WIRE },
        })),
    },
    dag: {
      failFast: false,
      tasks: [
        { name: RUN, template: step.name, arguments: { parameters: handOn(inputs.map(({ name }) => name)) } },
        {
          name: STAND_IN,
          depends: `${RUN}.Failed || ${RUN}.Errored`,
          template: GLUE,
          arguments: {
            parameters: [
              { name: CALL, value: inputTag(RESCUE) },
              ...handOn([IN, ...(hasItem ? [ITEM] : [])]),
              { name: LOST, value: facts() },
            ],
          },
        },
      ],
    },
  };
}

/** The outputs of a failed task are never looked at. */
function whicheverEnded(port: string): string {
  return `${statusExpression(RUN)} == 'Succeeded' ? ${outputExpression(RUN, port)} : ${outputExpression(STAND_IN, port)}`;
}

/** A pod that is gone has no exit code. */
function facts(): string {
  const entries = ["exitCode", "startedAt", "finishedAt"].map(
    (field) => `"${field}":"${tag(`tasks['${RUN}'].${field} ?? ''`)}"`,
  );
  return `{${entries.join(",")}}`;
}
