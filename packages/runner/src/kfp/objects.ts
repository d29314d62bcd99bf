/** What a server of Kubeflow takes and gives, as far as it is read. Fields are spelled as on the wire. */
import type { Json } from "@argosy/sdk/ir";

export interface Health {
  readonly tag_name?: string;
  readonly multi_user?: boolean;
}

export interface Pipeline {
  readonly pipeline_id: string;
  readonly display_name?: string;
}

export interface PipelineVersion {
  readonly pipeline_id: string;
  readonly pipeline_version_id: string;
  readonly display_name?: string;
}

export interface Experiment {
  readonly experiment_id: string;
  readonly display_name?: string;
}

export type RunState =
  | "RUNTIME_STATE_UNSPECIFIED"
  | "PENDING"
  | "RUNNING"
  | "SUCCEEDED"
  | "SKIPPED"
  | "FAILED"
  | "CANCELING"
  | "CANCELED"
  | "PAUSED";

export interface TaskDetail {
  readonly task_id: string;
  readonly display_name?: string;
  readonly state?: RunState;
  readonly pod_name?: string;
  readonly parent_task_id?: string;
  readonly start_time?: string;
  readonly end_time?: string;
  readonly error?: { readonly message?: string };
  readonly child_tasks?: readonly { readonly pod_name?: string; readonly task_id?: string }[];
}

export interface Run {
  readonly run_id: string;
  readonly display_name?: string;
  readonly state?: RunState;
  readonly created_at?: string;
  readonly finished_at?: string;
  readonly error?: { readonly message?: string };
  readonly run_details?: { readonly task_details?: readonly TaskDetail[] };
}

export interface RecurringRun {
  readonly recurring_run_id: string;
  readonly display_name?: string;
  readonly status?: string;
}

export interface RuntimeConfig {
  readonly parameters: { readonly [name: string]: Json };
  readonly pipeline_root?: string;
}

export interface VersionReference {
  readonly pipeline_id: string;
  readonly pipeline_version_id: string;
}

export interface NewRun {
  readonly display_name: string;
  readonly experiment_id?: string;
  readonly service_account?: string;
  readonly runtime_config: RuntimeConfig;
  readonly pipeline_version_reference: VersionReference;
}

export interface NewRecurringRun extends NewRun {
  readonly max_concurrency: string;
  readonly mode: "ENABLE" | "DISABLE";
  readonly no_catchup: boolean;
  readonly trigger:
    | { readonly cron_schedule: { readonly cron: string } }
    | { readonly periodic_schedule: { readonly interval_second: string } };
}
