/** One template per distinct step, however often it is called; one for all glue; one that raises errors. */
import type { CallSite, StepIr, StepOptionsIr } from "@argosy/sdk/ir";
import { UNDEFINED_WIRE } from "@argosy/sdk/runtime";
import { type BroughtNode, broughtNode } from "./brought-node.ts";
import { BOOTSTRAP, RAISE, RAISE_VARIABLE } from "./bootstrap.ts";
import { type EmissionBase, hasPlace, withDefaults } from "./emission.ts";
import { EmitError } from "./emit-error.ts";
import { authorEnvironment, memoryVariable, ownEnvironment, workEnvironment } from "./environment.ts";
import { inputTag } from "./expr.ts";
import { podMetadata } from "./metadata.ts";
import type { Container, ContainerTemplate, OutputParameter, VolumeMount } from "./objects.ts";
import { limitsOf, type MemoryLadder, memoryLadder } from "./memory-ladder.ts";
import { patchOfPod } from "./patch-of-pod.ts";
import { placementOf } from "./placement.ts";
import { CALL, ERROR, IN, ITEM, LOST } from "./protocol.ts";
import { GLUE_RESOURCES, heapArguments, resourcesOf } from "./resources.ts";
import { retryStrategy } from "./retry.ts";
import { GLUE, RAISE as RAISE_TEMPLATE } from "./template-names.ts";
import { volumesOf } from "./volumes.ts";

/** Where the pod runtime writes its ports, one file each. */
const OUT = "/tmp/argosy/out";

export function stepTemplate(step: StepIr, emission: EmissionBase): ContainerTemplate {
  const options = withDefaults(step.options, emission.program);
  const sites = emission.program.calls.filter((site) => site.step === step.id);
  return podTemplate(emission.names.step(step.id), options, sites, step, emission);
}

/** The template for all expressions that have a pod of their own. */
export function glueTemplate(emission: EmissionBase): ContainerTemplate | undefined {
  const sites = emission.program.calls.filter((site) => site.step === undefined);
  return sites.length === 0 ? undefined : podTemplate(GLUE, glueOptions(emission), sites, undefined, emission);
}

function podTemplate(
  name: string,
  options: StepOptionsIr,
  sites: readonly CallSite[],
  step: StepIr | undefined,
  emission: EmissionBase,
): ContainerTemplate {
  const code = emission.code.access.get(step?.id ?? "$glue");
  if (code === undefined) throw new EmitError(`there is no bundle for \`${name}\``);
  const resources = step === undefined ? GLUE_RESOURCES : resourcesOf(options);
  const retry = retryStrategy(options.retry);
  const ladder = memoryLadder(resources, options);
  const hasItem = sites.some(hasPlace);
  const standsIn = sites.some((site) => site.lost !== undefined);
  const asked = volumesOf(options);
  const brought = broughtNode(step, emission.settings);
  const volumes = [...asked.volumes, ...(brought === undefined ? [] : [brought.volume])];
  return {
    name,
    metadata: podMetadata(step?.span ?? emission.program.span, options, step),
    inputs: {
      parameters: [
        { name: CALL },
        { name: IN },
        ...(hasItem ? [{ name: ITEM, default: "" }] : []),
        ...(standsIn ? [{ name: LOST, default: "" }] : []),
      ],
    },
    outputs: { parameters: portsOf(sites, step !== undefined) },
    ...(retry === undefined ? {} : { retryStrategy: retry }),
    ...(options.timeoutSeconds === undefined ? {} : { activeDeadlineSeconds: options.timeoutSeconds }),
    ...podSettings(options, ladder),
    ...(volumes.length === 0 ? {} : { volumes }),
    ...(brought === undefined ? {} : { initContainers: brought.initContainers }),
    container: {
      ...nodeContainer(options, nodeCommand(ladder, brought), BOOTSTRAP, emission),
      env: [
        ...ownEnvironment(hasItem, retry !== undefined),
        ...(standsIn ? [{ name: "ARGOSY_LOST", value: inputTag(LOST) }] : []),
        ...memoryVariable(limitsOf(ladder)),
        ...(emission.store?.env ?? []),
        code.env,
        ...workEnvironment(step?.work?.kind),
        ...authorEnvironment(options),
      ],
      resources,
      ...volumeMounts([emission.store?.mount, code.mount, brought?.mount, ...asked.mounts]),
    },
  };
}

/** `out` of a step, and every port that some call has; a call that has it not leaves the default. */
function portsOf(sites: readonly CallSite[], isStep: boolean): readonly OutputParameter[] {
  const names = new Set([...(isStep ? ["out"] : []), ...sites.flatMap(({ ports }) => ports.map(({ port }) => port))]);
  return [...names].map((name) => ({ name, valueFrom: { path: `${OUT}/${name}`, default: UNDEFINED_WIRE } }));
}

export function raiseTemplate(emission: EmissionBase): ContainerTemplate {
  const options = glueOptions(emission);
  return {
    name: RAISE_TEMPLATE,
    metadata: podMetadata(emission.program.span, options, undefined),
    inputs: { parameters: [{ name: ERROR }] },
    ...podSettings(options),
    container: {
      ...nodeContainer(options, nodeCommand(memoryLadder(GLUE_RESOURCES, {})), RAISE, emission),
      env: [{ name: RAISE_VARIABLE, value: inputTag(ERROR) }],
      resources: GLUE_RESOURCES,
    },
  };
}

function podSettings(options: StepOptionsIr, ladder?: MemoryLadder): Partial<ContainerTemplate> {
  const spec = patchOfPod(options, ladder);
  return { ...placementOf(options), ...(spec === undefined ? {} : { podSpecPatch: JSON.stringify(spec) }) };
}

function nodeCommand(ladder: MemoryLadder, brought?: BroughtNode): readonly string[] {
  return brought?.command ?? ["node", ...heapArguments(limitsOf(ladder))];
}

function nodeContainer(
  { image }: StepOptionsIr,
  command: readonly string[],
  script: string,
  { settings }: EmissionBase,
): Pick<Container, "image" | "imagePullPolicy" | "command"> {
  const { imagePullPolicy } = settings;
  return {
    image: image ?? settings.image,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    command: [...command, "--enable-source-maps", "-e", script],
  };
}

function volumeMounts(mounts: readonly (VolumeMount | undefined)[]): Pick<Container, "volumeMounts"> {
  const present = mounts.filter((mount) => mount !== undefined);
  return present.length === 0 ? {} : { volumeMounts: present };
}

/** Pods of ours run where the pipeline's steps do by default, with resources of their own. */
function glueOptions({ program }: EmissionBase): StepOptionsIr {
  const { image, nodeSelector, tolerations, affinity, priorityClass, queue, serviceAccount, labels, annotations, pod } =
    program.options.defaults ?? {};
  const kept = {
    image,
    nodeSelector,
    tolerations,
    affinity,
    priorityClass,
    queue,
    serviceAccount,
    labels,
    annotations,
    pod,
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}
