/** The fields of Argo's objects that are emitted, in the order in which they are printed. */
import type { Json } from "@argosy/sdk/ir";

export interface Strings {
  readonly [key: string]: string;
}

export interface Parameter {
  readonly name: string;
  readonly description?: string;
  readonly value?: string;
  /** Of an input: what it is when the task gives none. */
  readonly default?: string;
}

export type ValueFrom =
  | { readonly path: string; readonly default: string }
  | { readonly parameter: string; readonly default: string }
  | { readonly expression: string; readonly default: string }
  /** By whoever resumes the node. */
  | { readonly supplied: {}; readonly default: string };

export interface OutputParameter {
  readonly name: string;
  /** Under which the exit handler finds it. */
  readonly globalName?: string;
  readonly valueFrom: ValueFrom;
}

export interface Inputs {
  readonly parameters: readonly Parameter[];
}

export interface Outputs {
  readonly parameters: readonly OutputParameter[];
}

export interface DagTask {
  readonly name: string;
  readonly depends?: string;
  readonly when?: string;
  /** One of the two. */
  readonly template?: string;
  readonly templateRef?: { readonly name: string; readonly template: string };
  readonly withSequence?: { readonly count: string };
  readonly arguments?: Inputs;
  /** Of a step, not of a DAG's task. */
  readonly continueOn?: { readonly failed: true; readonly error: true };
}

export interface Metadata {
  readonly labels?: Strings;
  readonly annotations?: Strings;
}

interface TemplateBase {
  readonly name: string;
  readonly metadata?: Metadata;
  readonly inputs?: Inputs;
  readonly outputs?: Outputs;
}

export interface DagTemplate extends TemplateBase {
  readonly dag: { readonly failFast: false; readonly tasks: readonly DagTask[] };
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly secretKeyRef: { readonly name: string; readonly key: string; readonly optional?: boolean };
  };
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

export interface Volume {
  readonly name: string;
  readonly [source: string]: unknown;
}

export interface ResourceRequirements {
  readonly requests: Strings;
  readonly limits?: Strings;
}

export interface Container {
  readonly image: string;
  readonly imagePullPolicy?: string;
  readonly command: readonly string[];
  readonly env: readonly EnvironmentVariable[];
  readonly resources: ResourceRequirements;
  readonly securityContext?: Json;
  readonly volumeMounts?: readonly VolumeMount[];
}

export interface InitContainer extends Omit<Container, "env"> {
  readonly name: string;
}

export interface RetryStrategy {
  readonly limit: string;
  readonly retryPolicy: "Always";
  readonly expression: string;
  readonly backoff?: { readonly duration: string; readonly factor: string; readonly cap?: string };
}

export interface Placement {
  readonly serviceAccountName?: string;
  readonly nodeSelector?: Strings;
  readonly tolerations?: readonly Json[];
  readonly affinity?: Json;
  readonly priorityClassName?: string;
}

export interface ContainerTemplate extends TemplateBase, Placement {
  readonly retryStrategy?: RetryStrategy;
  /** Of one attempt, from the moment its pod runs: waiting for a place does not count. */
  readonly activeDeadlineSeconds?: number;
  readonly podSpecPatch?: string;
  readonly volumes?: readonly Volume[];
  readonly initContainers?: readonly InitContainer[];
  readonly container: Container;
}

/** Without a duration until it is resumed. */
export interface SuspendTemplate extends TemplateBase {
  readonly suspend: { readonly duration?: string };
}

/** Groups that run one after the other. */
export interface StepsTemplate extends TemplateBase {
  readonly steps: readonly (readonly DagTask[])[];
}

export type Template = DagTemplate | StepsTemplate | ContainerTemplate | SuspendTemplate;

export interface WorkflowSpec {
  readonly entrypoint: string;
  readonly hooks?: { readonly exit: { readonly template: string; readonly arguments: Inputs } };
  readonly serviceAccountName?: string;
  readonly arguments?: Inputs;
  readonly parallelism?: number;
  readonly activeDeadlineSeconds?: number;
  readonly workflowMetadata: Metadata;
  readonly podMetadata: Metadata;
  readonly podGC: { readonly strategy: string; readonly deleteDelayDuration: string };
  readonly ttlStrategy: { readonly secondsAfterCompletion: number };
  readonly securityContext: Json;
  readonly podSpecPatch: string;
  readonly volumes?: readonly Volume[];
  readonly templates: readonly Template[];
}

export const GROUP_VERSION = "argoproj.io/v1alpha1";
