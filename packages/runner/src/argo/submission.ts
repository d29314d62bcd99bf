/** What is run on a cluster, and where. */
import type { LoweredProgram } from "@argosy/sdk/ir";
import type { ConnectionSettings } from "./connection.ts";
import type { KubernetesObject, Parameters } from "./objects.ts";

export interface ArgoSubmission {
  readonly program: LoweredProgram;
  /** What the compiler emitted for Argo; one of them is the WorkflowTemplate. */
  readonly documents: readonly KubernetesObject[];
  /** Checked against their types; artifacts are records already. A missing one takes its default. */
  readonly parameters: Parameters;
}

export interface ArgoSettings extends ConnectionSettings {
  /** URL of the store where large results lie; only opened to read one. */
  readonly store?: string;
  /** Hand on what steps print, as `task-log` events. Default: false. */
  readonly logs?: boolean;
  /** What becomes of the run when following it is aborted. Default: `leave`. */
  readonly onAbort?: "leave" | "stop";
  /** How long nothing may happen before it is said, and before following ends. Defaults: 60,000 and 600,000 ms. */
  readonly idleWarningMs?: number;
  readonly idleLimitMs?: number;
}

/** A run that was started. */
export interface SubmittedRun {
  readonly run: string;
  readonly namespace: string;
  readonly context?: string;
}

/** What to type to see a run, and to end it. */
export function commandsFor({ run, namespace, context }: SubmittedRun): {
  readonly follow: string;
  readonly stop: string;
  /** Says yes to what it asks. */
  readonly approve: string;
} {
  const kubectl = `kubectl ${context === undefined ? "" : `--context ${context} `}-n ${namespace}`;
  const where = `${context === undefined ? "" : ` --context ${context}`} --namespace ${namespace}`;
  return {
    approve: `argosy approve ${run}${where}`,
    follow: `${kubectl} get workflow ${run} --watch`,
    stop: `${kubectl} patch workflow ${run} --type merge -p '{"spec":{"shutdown":"Stop"}}'`,
  };
}
