/** The templates of the steps: one each, or one for all that differ in their code alone when there are many. */
import { createHash } from "node:crypto";
import type { StepId, StepIr } from "@argosy/sdk/ir";
import { UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { BUNDLE_FILE_VARIABLE } from "./bootstrap.ts";
import { stepTemplate } from "./container-template.ts";
import type { EmissionBase } from "./emission.ts";
import { EmitError } from "./emit-error.ts";
import { inputTag } from "./expr.ts";
import type { Limits } from "./limits.ts";
import type { ContainerTemplate, EnvironmentVariable, Metadata, Parameter } from "./objects.ts";
import { CODE, SOURCE, STEP } from "./protocol.ts";

/** How a task runs a step. */
export interface StepCall {
  readonly template: string;
  readonly parameters: readonly Parameter[];
}

export interface StepTemplates {
  readonly templates: readonly ContainerTemplate[];
  readonly calls: ReadonlyMap<StepId, StepCall>;
}

export function stepTemplates(emission: EmissionBase, { ownTemplates }: Limits): StepTemplates {
  const { steps } = emission.program;
  const own = steps.map((step): Own => ({ step, template: stepTemplate(step, emission) }));
  if (steps.length <= ownTemplates) {
    return {
      templates: own.map(({ template }) => template),
      calls: new Map(own.map(({ step, template }) => [step.id, { template: template.name, parameters: [] }])),
    };
  }
  const groups = [...groupByShape(own).values()].map((members) => shareOne(members));
  return {
    templates: groups.map(({ template }) => template),
    calls: new Map(groups.flatMap(({ calls }) => calls)),
  };
}

interface Own {
  readonly step: StepIr;
  readonly template: ContainerTemplate;
}

function groupByShape(own: readonly Own[]): ReadonlyMap<string, readonly Own[]> {
  const groups = new Map<string, Own[]>();
  for (const one of own) {
    const shape = JSON.stringify(shapeOf(one.template));
    groups.set(shape, [...(groups.get(shape) ?? []), one]);
  }
  return groups;
}

/** All that two templates have to agree on to be one: not their names, their code and what they give. */
function shapeOf(template: ContainerTemplate): unknown {
  const env = template.container.env.filter(({ name }) => name !== BUNDLE_FILE_VARIABLE);
  const { annotations, labels } = template.metadata ?? {};
  return [
    { ...template, name: "", metadata: {}, inputs: [], outputs: [], container: { ...template.container, env } },
    { ...annotations, [SOURCE_ANNOTATION]: "" },
    { ...labels, [STEP_LABEL]: "" },
  ];
}

const SOURCE_ANNOTATION = "argosy.dev/source";
const STEP_LABEL = "argosy.dev/step";

interface Shared {
  readonly template: ContainerTemplate;
  readonly calls: readonly (readonly [StepId, StepCall])[];
}

function shareOne(members: readonly Own[]): Shared {
  const [first] = members;
  if (first === undefined) throw new EmitError("no step has this shape");
  if (members.length === 1)
    return { template: first.template, calls: [[first.step.id, { template: first.template.name, parameters: [] }]] };
  const name = `steps-${createHash("sha256")
    .update(JSON.stringify(shapeOf(first.template)))
    .digest("hex")
    .slice(0, 6)}`;
  return {
    template: {
      ...first.template,
      name,
      metadata: sharedMetadata(first.template.metadata),
      inputs: { parameters: [...inputsOf(members), { name: STEP }, { name: CODE }, { name: SOURCE }] },
      outputs: { parameters: outputsOf(members) },
      container: { ...first.template.container, env: first.template.container.env.map((one) => sharedVariable(one)) },
    },
    calls: members.map(({ step, template }) => [step.id, { template: name, parameters: ownParameters(template) }]),
  };
}

function sharedMetadata({ labels, annotations }: Metadata = {}): Metadata {
  return {
    labels: { ...labels, [STEP_LABEL]: inputTag(STEP) },
    annotations: { ...annotations, [SOURCE_ANNOTATION]: inputTag(SOURCE) },
  };
}

function inputsOf(members: readonly Own[]): readonly Parameter[] {
  const all = members.flatMap(({ template }) => template.inputs?.parameters ?? []);
  return [...new Map(all.map((parameter) => [parameter.name, parameter])).values()];
}

function outputsOf(members: readonly Own[]) {
  const all = members.flatMap(({ template }) => template.outputs?.parameters ?? []);
  return [...new Map(all.map((parameter) => [parameter.name, parameter])).values()];
}

function sharedVariable(variable: EnvironmentVariable): EnvironmentVariable {
  return variable.name === BUNDLE_FILE_VARIABLE ? { name: variable.name, value: inputTag(CODE) } : variable;
}

function ownParameters({ metadata, container }: ContainerTemplate): readonly Parameter[] {
  const file = container.env.find(({ name }) => name === BUNDLE_FILE_VARIABLE)?.value;
  return [
    { name: STEP, value: metadata?.labels?.[STEP_LABEL] ?? "" },
    { name: CODE, value: file ?? UNDEFINED_WIRE },
    { name: SOURCE, value: metadata?.annotations?.[SOURCE_ANNOTATION] ?? "" },
  ];
}
