/** The fields of Kubernetes and Argo objects that a run is followed by. */
import type { Json } from "@argosy/sdk/ir";

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name?: string;
    readonly generateName?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: { readonly [label: string]: string };
    readonly annotations?: { readonly [name: string]: string };
  };
  readonly spec?: unknown;
}

/** What the API server answers when it refuses. */
export interface KubernetesStatus {
  readonly kind: "Status";
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
  };
}

export type WorkflowPhase = "" | "Pending" | "Running" | "Succeeded" | "Failed" | "Error";
export type NodePhase = "Pending" | "Running" | "Succeeded" | "Skipped" | "Failed" | "Error" | "Omitted" | "Daemoned";
export type NodeType =
  | "Pod"
  | "Container"
  | "Steps"
  | "StepGroup"
  | "DAG"
  | "TaskGroup"
  | "Retry"
  | "Skipped"
  | "Suspend"
  | "HTTP"
  | "Plugin";

export interface NodeParameter {
  readonly name: string;
  readonly value?: string;
}

export interface WorkflowNode {
  readonly id: string;
  /** The path from the workflow's root, `churn.each(0:…).train(1)`. */
  readonly name: string;
  /** The last part of the path. */
  readonly displayName: string;
  readonly type: NodeType;
  readonly phase?: NodePhase;
  readonly message?: string;
  readonly templateName?: string;
  /** The DAG that the node is a task of. */
  readonly boundaryID?: string;
  readonly children?: readonly string[];
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly inputs?: { readonly parameters?: readonly NodeParameter[] };
  readonly outputs?: { readonly parameters?: readonly NodeParameter[]; readonly exitCode?: string };
  /** True for the attempts of a task that has a retry strategy. */
  readonly nodeFlag?: { readonly retried?: boolean; readonly hooked?: boolean };
  /** False while the pod's outputs have not reached the controller. */
  readonly taskResultSynced?: boolean;
}

export interface WorkflowStatus {
  readonly phase?: WorkflowPhase;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly nodes?: { readonly [id: string]: WorkflowNode };
  /** Base64 of the gzipped `nodes`, when they were too large. */
  readonly compressedNodes?: string;
  /** Set when the nodes lie in a database that only the Argo Server reads. */
  readonly offloadNodeStatusVersion?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
}

export interface Workflow extends KubernetesObject {
  readonly spec?: { readonly shutdown?: string; readonly suspend?: boolean | null };
  readonly status?: WorkflowStatus;
}

/** A parameter of a Workflow: its value is the wire text of `value`. */
export type Parameters = { readonly [name: string]: Json | undefined };

export const GROUP_VERSION = "argoproj.io/v1alpha1";
/** The owner of what we apply, so that the cluster tells our fields from others'. */
export const FIELD_MANAGER = "argosy";
