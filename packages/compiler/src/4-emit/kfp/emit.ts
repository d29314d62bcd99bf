/** The documents of a pipeline: what runs, and what Kubernetes has to know besides. */
import type { Bundle, CallSite, LoweredProgram, StepIr, StepOptionsIr, TargetSettings } from "@argosy/sdk/ir";
import { EmitError } from "../shared/emit-error.ts";
import { placeCode, type PlacedCode } from "./code.ts";
import { Containers, type PodComponent, type PodOwner } from "./components.ts";
import { bring, Dag, type DagTask, give, type Value } from "./dag.ts";
import { CODE_INPUT, codeContainer, type Container, podContainer, smallContainer, withDefaults } from "./executors.ts";
import type { ComponentSpec, ExecutorSpec, PipelineDocument, PlatformDocument, PlatformExecutor } from "./objects.ts";
import { channelOfParam, definitionOfParam } from "./params.ts";
import { platformOf } from "./platform.ts";
import { retryPolicy } from "./retry.ts";
import { type Building, ScopeBuilder } from "./scope.ts";
import { dnsName, UniqueNames } from "./unique-names.ts";

/** The output of the pipeline: the wire text of what it returns. */
const RESULT = "result";

/** @throws {EmitError} when the program contradicts itself. */
export function emit(
  program: LoweredProgram,
  bundles: readonly Bundle[],
  settings: TargetSettings,
): readonly [PipelineDocument, ...PlatformDocument[]] {
  const { root, dags, containers } = build(program);
  const code = placeCode(bundles, containers);
  addCode(root, [root, ...dags], containers, code);
  const parts: Parts = { program, bundles, settings, containers, code };
  const made = [...podContainers(parts), ...smallContainers(parts)];
  const components: { [name: string]: ComponentSpec } = {};
  for (const dag of dags) components[dag.component] = dag.toSpec();
  for (const { name, container } of made) components[`comp-${name}`] = container.component;
  const executors: { [name: string]: ExecutorSpec } = {};
  for (const { name, container } of made) executors[`exec-${name}`] = container.executor;
  const { description } = program.options;
  const pipeline: PipelineDocument = {
    pipelineInfo: { name: program.name, ...(description === undefined ? {} : { description }) },
    schemaVersion: "2.1.0",
    sdkVersion: "argosy",
    root: root.toSpec(),
    components,
    deploymentSpec: { executors },
  };
  const platforms = Object.fromEntries(
    made.flatMap(({ name, platform }) => (platform === undefined ? [] : [[`exec-${name}`, platform] as const])),
  );
  return [pipeline, { platforms: { kubernetes: { deploymentSpec: { executors: platforms } } } }];
}

interface Built {
  readonly root: Dag;
  readonly dags: readonly Dag[];
  readonly containers: Containers;
}

function build(program: LoweredProgram): Built {
  // Names that servers give templates of their own.
  const components = new UniqueNames(["root", "entrypoint", "skip", "gather", "range", "code"]);
  const containers = new Containers(components);
  const sites = new Map(program.calls.map((site) => [site.key, site]));
  for (const step of program.steps) containers.addPod(step.id, dnsName(step.name));
  // What stands in for pods that were lost has no task here.
  const isGlue = ({ step, lost }: CallSite): boolean => step === undefined && lost === undefined;
  if (program.calls.some(isGlue)) containers.addPod("$glue", "glue");
  const root = new Dag("root", "scope");
  const dags: Dag[] = [];
  const inputs = new Map(
    program.params.map((param): [string, Value] => [
      param.name,
      root.addParameter(param.name, channelOfParam(param), definitionOfParam(param)),
    ]),
  );
  const main = program.scopes[program.main];
  if (main === undefined) throw new EmitError("the program has no main scope");
  const building: Building = {
    scopes: program.scopes,
    sites,
    containers,
    components,
    dags,
    retryOf: (id) => retryPolicy(optionsOf(id, program).retry),
    isCached: (id) => id === undefined || optionsOf(id, program).cache !== false,
    parallelism: program.options.parallelism,
    hasSoftErrors: program.calls.some((site: CallSite) => site.soft !== undefined),
  };
  const builder = new ScopeBuilder(building, main, root, inputs, undefined);
  builder.build();
  const output = builder.output();
  if (output !== undefined)
    root.addOutput(RESULT, "STRING", [{ producerSubtask: output.task, outputParameterKey: output.key }]);
  // A graph has at least one task.
  if (root.tasks.size === 0) root.addTask("nothing", containers.shared("skip").component, true);
  return { root, dags, containers };
}

function optionsOf(id: string, program: LoweredProgram): StepOptionsIr {
  const step = program.steps.find((one) => one.id === id);
  if (step === undefined) throw new EmitError(`there is no step \`${id}\``);
  return withDefaults(step.options, program);
}

/** Tasks that write code, and the code for each task that runs it. */
function addCode(root: Dag, dags: readonly Dag[], { pods }: Containers, code: PlacedCode): void {
  const writers = code.tasks.map((_, index): DagTask => root.addTask("code", `comp-${codeName(index)}`, true));
  const ownerOf = new Map([...pods.values()].map(({ component, owner }) => [component, owner]));
  for (const dag of dags) {
    for (const task of dag.tasks.values()) {
      const owner = ownerOf.get(task.component);
      const place = owner === undefined ? undefined : code.places.get(owner);
      if (place?.kind !== "artifact") continue;
      const writer = writers[place.task]?.name ?? "";
      const value: Value = {
        type: "ARTIFACT",
        form: "wire",
        origin: { kind: "task", task: writer, key: place.output },
      };
      give(task, CODE_INPUT, bring(value, root, dag));
    }
  }
}

function codeName(index: number): string {
  return index === 0 ? "code" : `code-${index + 1}`;
}

interface Parts {
  readonly program: LoweredProgram;
  readonly bundles: readonly Bundle[];
  readonly settings: TargetSettings;
  readonly containers: Containers;
  readonly code: PlacedCode;
}

interface Made {
  readonly name: string;
  readonly container: Container;
  readonly platform: PlatformExecutor | undefined;
}

function podContainers(parts: Parts): readonly Made[] {
  return [...parts.containers.pods.values()].map((pod) => {
    const step = parts.program.steps.find(({ id }) => id === pod.owner);
    const options = step === undefined ? smallOptions(parts.program) : withDefaults(step.options, parts.program);
    const container = podContainer({
      pod,
      step,
      options,
      bundle: bundleOf(pod.owner, parts.bundles),
      code: placeOf(pod, parts.code),
      settings: parts.settings,
    });
    return { name: nameOf(pod.component), container, platform: platform(options, step, parts) };
  });
}

function smallContainers(parts: Parts): readonly Made[] {
  const { program, settings, containers, code } = parts;
  const options = smallOptions(program);
  const owned = { ...settings, image: options.image ?? settings.image };
  return [
    ...[...containers.small.values()].map((small) => ({
      name: nameOf(small.component),
      container: smallContainer(small, owned),
      platform: platform(options, undefined, parts),
    })),
    ...code.tasks.map((texts, index) => ({
      name: codeName(index),
      container: codeContainer(codeName(index), texts, owned),
      platform: platform(options, undefined, parts),
    })),
  ];
}

function platform(options: StepOptionsIr, step: StepIr | undefined, parts: Parts): PlatformExecutor | undefined {
  const { name, options: own } = parts.program;
  return platformOf(options, step, {
    pipeline: name,
    labels: own.labels ?? {},
    queue: own.queue,
    settings: parts.settings,
  });
}

function nameOf(component: string): string {
  return component.replace(/^comp-/, "");
}

function bundleOf(owner: PodOwner, bundles: readonly Bundle[]): Bundle {
  const bundle = bundles.find(({ step }) => step === owner);
  if (bundle === undefined) throw new EmitError(`there is no bundle for \`${owner}\``);
  return bundle;
}

function placeOf({ owner }: PodComponent, { places }: PlacedCode) {
  const place = places.get(owner);
  if (place === undefined) throw new EmitError(`the code of \`${owner}\` has no place`);
  return place;
}

/** Pods of ours run where the pipeline's steps do by default, with resources of their own. */
function smallOptions({ options: { defaults = {} } }: LoweredProgram): StepOptionsIr {
  const { image, nodeSelector, tolerations, affinity, queue, labels, annotations } = defaults;
  const kept = { image, nodeSelector, tolerations, affinity, queue, labels, annotations };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}
