/** The fields of Kubeflow's intermediate form that are emitted (IR 2.1.0), in the order in which they are printed. */
import type { Json } from "@argosy/sdk/ir";

export type ParameterType = "STRING" | "NUMBER_INTEGER" | "NUMBER_DOUBLE" | "BOOLEAN" | "LIST" | "STRUCT";

export interface ByKey<Value> {
  readonly [key: string]: Value;
}

export interface ParameterDefinition {
  readonly parameterType: ParameterType;
  readonly description?: string;
  readonly defaultValue?: Json;
  readonly isOptional?: true;
}

export interface ArtifactType {
  readonly schemaTitle: string;
  readonly schemaVersion: "0.0.1";
}

export interface Definitions {
  readonly parameters?: ByKey<ParameterDefinition>;
  readonly artifacts?: ByKey<{ readonly artifactType: ArtifactType }>;
}

export type ParameterBinding = (
  | { readonly componentInputParameter: string }
  | { readonly taskOutputParameter: { readonly producerTask: string; readonly outputParameterKey: string } }
  | { readonly runtimeValue: { readonly constant: Json } }
) & { readonly parameterExpressionSelector?: string };

export type ArtifactBinding =
  | { readonly componentInputArtifact: string }
  | { readonly taskOutputArtifact: { readonly producerTask: string; readonly outputArtifactKey: string } };

export interface RetryPolicy {
  readonly maxRetryCount: number;
  readonly backoffDuration: string;
  readonly backoffFactor: number;
  readonly backoffMaxDuration: string;
}

export interface TaskSpec {
  readonly taskInfo: { readonly name: string };
  readonly componentRef: { readonly name: string };
  readonly dependentTasks?: readonly string[];
  readonly cachingOptions: { readonly enableCache?: true };
  readonly inputs?: {
    readonly parameters?: ByKey<ParameterBinding>;
    readonly artifacts?: ByKey<ArtifactBinding>;
  };
  readonly parameterIterator?: {
    readonly items: { readonly inputParameter: string } | { readonly raw: string };
    readonly itemInput: string;
  };
  readonly iteratorPolicy?: { readonly parallelismLimit: number };
  readonly retryPolicy?: RetryPolicy;
  readonly triggerPolicy?: { readonly condition: string };
}

export interface ParameterSelector {
  readonly producerSubtask: string;
  readonly outputParameterKey: string;
}

export type DagOutput =
  | { readonly valueFromParameter: ParameterSelector }
  | { readonly valueFromOneof: { readonly parameterSelectors: readonly ParameterSelector[] } };

export interface DagSpec {
  readonly outputs?: { readonly parameters: ByKey<DagOutput> };
  readonly tasks: ByKey<TaskSpec>;
}

export interface ComponentSpec {
  readonly inputDefinitions?: Definitions;
  readonly outputDefinitions?: Definitions;
  readonly dag?: DagSpec;
  readonly executorLabel?: string;
}

export interface Accelerator {
  readonly type: string;
  readonly count: string;
  readonly resourceType: string;
  readonly resourceCount: string;
}

/** Numbers for servers before 2.14, strings for the others. */
export interface ContainerResources {
  readonly cpuRequest?: number;
  readonly cpuLimit?: number;
  readonly memoryRequest?: number;
  readonly memoryLimit?: number;
  readonly resourceCpuRequest?: string;
  readonly resourceCpuLimit?: string;
  readonly resourceMemoryRequest?: string;
  readonly resourceMemoryLimit?: string;
  readonly accelerator?: Accelerator;
}

export interface ExecutorSpec {
  readonly container: {
    readonly image: string;
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly env?: readonly { readonly name: string; readonly value: string }[];
    readonly resources: ContainerResources;
  };
}

export interface PipelineDocument {
  readonly pipelineInfo: { readonly name: string; readonly description?: string };
  readonly schemaVersion: "2.1.0";
  readonly sdkVersion: string;
  readonly root: ComponentSpec;
  readonly components: ByKey<ComponentSpec>;
  readonly deploymentSpec: { readonly executors: ByKey<ExecutorSpec> };
}

/** What the newest servers parse strictly, and older ones drop without a word when they do not know a field. */
export interface PlatformDocument {
  readonly platforms: {
    readonly kubernetes: { readonly deploymentSpec: { readonly executors: ByKey<PlatformExecutor> } };
  };
}

export type PlatformExecutor = ByKey<unknown>;

/** First the pipeline, then what Kubernetes has to know. */
export type KfpDocument = PipelineDocument | PlatformDocument;
