/** Containers: of steps, of expressions between steps, and the small ones of ours. */
import type { Bundle, Json, LoweredProgram, StepIr, StepOptionsIr, TargetSettings } from "@argosy/sdk/ir";
import { artifactFields, GENERIC_ARTIFACT, METRICS } from "./artifact-types.ts";
import { type CodePlace, usesMetrics } from "./code.ts";
import type { PodComponent, SmallComponent } from "./components.ts";
import { definitions } from "./dag.ts";
import type { ArtifactType, ByKey, ComponentSpec, ExecutorSpec, ParameterDefinition } from "./objects.ts";
import { heapArguments, resourcesOf, SMALL_RESOURCES } from "./resources.ts";
import { CODE_SCRIPT, SMALL_SCRIPT, STEP_SCRIPT } from "./small-script.ts";
import { keyOf } from "./unique-names.ts";

/** The input artifact that holds a step's code. */
export const CODE_INPUT = "code";
/** The output artifact for the numbers that a step reports. */
const METRICS_OUTPUT = "metrics";
const EXECUTOR_INPUT = "{{$}}";

export interface Container {
  readonly component: ComponentSpec;
  readonly executor: ExecutorSpec;
}

export interface PodParts {
  readonly pod: PodComponent;
  readonly step: StepIr | undefined;
  readonly options: StepOptionsIr;
  readonly bundle: Bundle;
  readonly code: CodePlace;
  readonly settings: TargetSettings;
}

export function podContainer({ pod, step, options, bundle, code, settings }: PodParts): Container {
  const resources = step === undefined ? SMALL_RESOURCES : resourcesOf(options);
  const artifacts = artifactsOf(step, bundle);
  const spec = {
    step: step?.name ?? "glue",
    code: bundle.digest,
    ...cacheVersion(options.cache),
    reads: Object.fromEntries([...pod.reads].map(([key, { name, form }]) => [key, [name, form]])),
    ...(artifacts.length === 0
      ? {}
      : { artifacts: Object.fromEntries(artifacts.map(({ key, field }) => [key, field ?? null])) }),
  };
  const store = settings.store === undefined ? [] : [{ name: "ARGOSY_STORE", value: settings.store.url }];
  const env = [
    ...(code.kind === "inline" ? [{ name: "ARGOSY_BUNDLE", value: code.text }] : []),
    ...store,
    ...Object.entries(options.env ?? {}).map(([name, value]) => ({ name, value: literal(value) })),
  ];
  return {
    component: {
      ...inputs(pod, code),
      outputDefinitions: {
        parameters: Object.fromEntries([...pod.ports].map((port) => [port, { parameterType: "STRING" as const }])),
        ...(artifacts.length === 0
          ? {}
          : { artifacts: Object.fromEntries(artifacts.map(({ key, type }) => [key, { artifactType: type }])) }),
      },
      executorLabel: pod.executor,
    },
    executor: {
      container: {
        image: options.image ?? settings.image,
        command: ["node", ...heapArguments(resources), "--enable-source-maps", "-e", STEP_SCRIPT],
        args: [
          code.kind === "inline" ? "" : `{{$.inputs.artifacts['${CODE_INPUT}'].path}}`,
          spaced(spec),
          EXECUTOR_INPUT,
        ],
        ...(env.length === 0 ? {} : { env }),
        resources,
      },
    },
  };
}

function inputs(pod: PodComponent, code: CodePlace): Pick<ComponentSpec, "inputDefinitions"> {
  const optional: ParameterDefinition = { parameterType: "STRING", isOptional: true };
  const places = Array.from({ length: pod.depth }, (_, index) => [`place_${index}`, optional] as const);
  const found = definitions(
    {
      call: { parameterType: "STRING" },
      ...Object.fromEntries([...pod.reads.keys()].map((key) => [key, optional])),
      ...Object.fromEntries(places),
    },
    code.kind === "inline" ? {} : { [CODE_INPUT]: { artifactType: GENERIC_ARTIFACT } },
  );
  return found === undefined ? {} : { inputDefinitions: found };
}

interface OutputArtifact {
  readonly key: string;
  /** Of the step's result; absent for the numbers that it reports. */
  readonly field?: string;
  readonly type: ArtifactType;
}

function artifactsOf(step: StepIr | undefined, bundle: Bundle): readonly OutputArtifact[] {
  if (step === undefined) return [];
  const fields = artifactFields(step.output).map(([field, type]): OutputArtifact => ({
    key: keyOf(field),
    field,
    type,
  }));
  const key = fields.some((one) => one.key === METRICS_OUTPUT) ? "reported_metrics" : METRICS_OUTPUT;
  return usesMetrics(bundle) ? [...fields, { key, type: METRICS }] : fields;
}

/** Part of what a cached result is found by. */
function cacheVersion(cache: Json | undefined): { readonly cache?: string } {
  if (typeof cache !== "object" || cache === null || Array.isArray(cache)) return {};
  const { version } = cache as { readonly version?: string };
  return version === undefined ? {} : { cache: version };
}

/** Servers replace two braces in a row. */
function spaced(spec: object): string {
  return JSON.stringify(spec).replace(/\{(?=\{)/g, "{ ");
}

/** The kubelet expands `$(NAME)` and `$$`; the author's text means itself, as it does locally. */
function literal(value: string): string {
  return value.replace(/\$(?=[($])/g, "$$$$");
}

export function smallContainer(small: SmallComponent, { image }: TargetSettings): Container {
  const parameters: ByKey<ParameterDefinition> = Object.fromEntries(
    [...small.inputs.keys()].map((key) => [key, { parameterType: "STRING", isOptional: true } as const]),
  );
  const found = definitions(parameters, {});
  return {
    component: {
      ...(found === undefined ? {} : { inputDefinitions: found }),
      ...(small.outputs.length === 0
        ? {}
        : {
            outputDefinitions: {
              parameters: Object.fromEntries(small.outputs.map((key) => [key, { parameterType: "STRING" as const }])),
            },
          }),
      executorLabel: small.executor,
    },
    executor: {
      container: {
        image,
        command: ["node", ...heapArguments(SMALL_RESOURCES), "-e", SMALL_SCRIPT],
        args: [small.kind, small.spec, EXECUTOR_INPUT],
        resources: SMALL_RESOURCES,
      },
    },
  };
}

/** A task that writes bundles as artifacts. */
export function codeContainer(name: string, texts: readonly string[], { image }: TargetSettings): Container {
  const outputs = texts.map((_, index) => `code_${index}`);
  return {
    component: {
      outputDefinitions: {
        artifacts: Object.fromEntries(outputs.map((key) => [key, { artifactType: GENERIC_ARTIFACT }])),
      },
      executorLabel: `exec-${name}`,
    },
    executor: {
      container: {
        image,
        command: ["node", ...heapArguments(SMALL_RESOURCES), "-e", CODE_SCRIPT],
        args: outputs.map((key) => `{{$.outputs.artifacts['${key}'].path}}`),
        env: texts.map((value, index) => ({ name: `ARGOSY_BUNDLE_${index}`, value })),
        resources: SMALL_RESOURCES,
      },
    },
  };
}

/** A step's options, with the pipeline's defaults for what it does not set. */
export function withDefaults(options: StepOptionsIr, { options: { defaults } }: LoweredProgram): StepOptionsIr {
  return { ...defaults, ...options };
}
