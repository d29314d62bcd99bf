import type { Gpu } from "./gpu.ts";
import type { RetryCause } from "./ir/types.ts";
import type { Schema } from "./schema/standard-schema.ts";
import type { Affinity, Mount, PodPatch, SecretKey, Toleration } from "./pod-types.ts";
import type { Bytes, Cpu, Duration, RequestLimit } from "./units.ts";

/** A constant, or a pure function of the step's input, evaluated before the pod exists. */
export type OrLambda<Value, Input> = Value | ((input: Input) => Value);

/** When and how often a failed attempt is repeated. */
export interface Retry {
  /** Retries after the first attempt. */
  readonly limit: number;
  /** What is worth another attempt: a thrown error, memory that ran out, a lost pod, a timeout. Default: all four. */
  readonly on?: readonly RetryCause[];
  /** Of the failures called `error`, only those with these exit codes. Default: all. */
  readonly exitCodes?: readonly number[];
  /** The wait before the first retry, or how waits grow. Default: none. */
  readonly backoff?: Duration | Backoff;
  /** How request and limit of the memory grow with each retry after `oom`. Default: they do not. */
  readonly memory?: MemoryGrowth;
}

/** Memory for a step that ran out of it. */
export interface MemoryGrowth {
  /** Each attempt gets this many times the memory of the one that ran out of it, above 1. Default 2. */
  readonly factor?: number;
  /** No attempt gets more, unless its option `memory` does. Default: no bound. */
  readonly max?: Bytes;
}

export interface Backoff {
  /** The wait before the first retry. */
  readonly delay: Duration;
  /** Each further wait is this many times the one before. Default 2. */
  readonly factor?: number;
  /** No wait is longer. Default: no bound. */
  readonly max?: Duration;
}

/** Nodes that the cloud may take away. */
export interface Spot {
  /** Where attempts run once `after` of them were lost. Default `"none"`: they stay on spot nodes. */
  readonly fallback?: "on-demand" | "none";
  /** Lost attempts before the fallback. Default 1. */
  readonly after?: number;
}

/** Whether an unchanged step with unchanged inputs may be answered from an earlier run. */
export interface Cache {
  /** Change it to forget earlier results. */
  readonly version?: string;
  /** Older results are not used. Default: no bound. */
  readonly maxAge?: Duration;
}

/**
 * Options that every kind of step takes. Options about where a pod runs (`nodeSelector`, `tolerations`, `affinity`,
 * `queue`, `priorityClass`, `spot`, `shm`, `serviceAccount`, `labels`, `annotations`, `pod`) have no effect locally.
 */
export interface CommonStepOptions<Input> {
  /** Letters, digits, `-` and `_`, at most 63. Default: the name of the exported const. */
  readonly name?: string;
  readonly description?: string;
  /** CPU cores. A bare value is the request; a limit is set only when asked for. May be a function of the input. */
  readonly cpu?: OrLambda<Cpu | RequestLimit<Cpu>, Input>;
  /** Memory, at least `"4Mi"`. A bare value is request and limit. May be a function of the input. */
  readonly memory?: OrLambda<Bytes | RequestLimit<Bytes>, Input>;
  /** GPUs, as in `gpu("nvidia-l4", 2)`; request and limit are always the same. May be a function of the input. */
  readonly gpu?: OrLambda<Gpu, Input>;
  /** Ephemeral storage. A bare value is the request. May be a function of the input. */
  readonly disk?: OrLambda<Bytes | RequestLimit<Bytes>, Input>;
  /** Size of `/dev/shm`; counts towards memory. Default: the node's, usually 64 MiB. */
  readonly shm?: Bytes;
  /** Any other extended resource, as in `{ "rdma/hca": 1 }`. Whole numbers; request and limit are the same. */
  readonly resources?: { readonly [name: `${string}/${string}`]: number | Bytes } & {
    readonly [name: `hugepages-${string}`]: Bytes;
  };
  /** Environment variables. Names starting with `ARGOSY_` are taken. */
  readonly env?: { readonly [name: string]: string };
  /** Environment variables that hold an entry of a secret. Locally they come from the environment of the same name. */
  readonly secrets?: { readonly [name: string]: SecretKey };
  /** Volumes by the absolute path they appear at. */
  readonly mounts?: { readonly [path: `/${string}`]: Mount };
  /** A number is `{ limit }`. Default: no retry. */
  readonly retry?: number | Retry;
  /** The longest that one attempt may run. Default: no bound. */
  readonly timeout?: Duration;
  /** Default `true`. */
  readonly cache?: boolean | Cache;
  /**
   * Whether running it changes the world, as a deployment does: then it is never answered from a cache, and a resumed
   * run runs it again when anything before it ran again. Default `false`.
   */
  readonly effect?: boolean;
  /** Name of the Kueue LocalQueue. */
  readonly queue?: string;
  /** Name of the Kubernetes PriorityClass. */
  readonly priorityClass?: string;
  /** Default `false`. */
  readonly spot?: boolean | Spot;
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly tolerations?: readonly Toleration[];
  readonly affinity?: Affinity;
  readonly serviceAccount?: string;
  readonly labels?: { readonly [label: string]: string };
  readonly annotations?: { readonly [name: string]: string };
  /** A strategic-merge patch of the pod, for what no option covers; the step's container is called `main`. */
  readonly pod?: PodPatch;
}

/** Options of `step()`. */
export interface StepOptions<Input = never> extends CommonStepOptions<Input> {
  /** Any image with Node.js 22 or newer. Default: the pipeline's. */
  readonly image?: string;
  /** npm packages that the image provides; they stay out of the bundle. */
  readonly external?: readonly string[];
  /** What the step takes, as a schema of zod 4: an object that JSON can hold. Default: the function's own type. */
  readonly input?: Schema;
  /** What the step gives, as a schema of zod 4 that JSON can hold. Default: the function's own type. */
  readonly output?: Schema;
}

/** What the schemas of a step say: what its caller gives and its function gets, and what that gives and the caller gets. */
export interface StepSchemas<Sent, Input, Output, Received> {
  readonly input?: Schema<Sent, Input>;
  readonly output?: Schema<Output, Received>;
}

/** Options of `container()`. */
export interface ContainerOptions<Input = never> extends Omit<CommonStepOptions<Input>, "env"> {
  /** Any image; Node.js need not be in it. */
  readonly image: string;
  /** The program and its first arguments: a cluster does not tell what the image would start by itself. */
  readonly command: OrLambda<readonly string[], Input>;
  /** Behind `command`. Default: none. A function of the input: `({ lr }) => ["--lr", `${lr}`]`. */
  readonly args?: OrLambda<readonly string[], Input>;
  /**
   * Environment variables. Besides them `ARGOSY_INPUT` is the path of a JSON file with the input, and `ARGOSY_RESULT`
   * that of the result.
   */
  readonly env?: OrLambda<{ readonly [name: string]: string }, Input>;
  /** Texts written before the start, by the absolute path of their file. */
  readonly files?: OrLambda<{ readonly [path: `/${string}`]: string }, Input>;
  /**
   * Where the program writes its result as one JSON file. Default `"/tmp/argosy/result.json"`. Without the file the
   * step fails, unless its result is `void`.
   */
  readonly result?: `/${string}`;
  /** Default: the image's. */
  readonly workingDirectory?: `/${string}`;
}

/** Options of `python()`. */
export interface PythonOptions<Input = never> extends CommonStepOptions<Input> {
  /** The `.py` file, relative to the file that declares the step. Modules beside it that it imports come along. */
  readonly file: string;
  /**
   * A function at the top of that file, called with the input's fields as keyword arguments; one more called `ctx` gets
   * the context.
   */
  readonly function: string;
  /** An image with Python 3.9 or newer and everything the file imports. */
  readonly image: string;
  /**
   * A requirements or lock file as pip reads it, relative to the file that declares the step. Its packages are
   * installed before the function runs. Default: what the image has.
   */
  readonly requirements?: string;
}

/** A Kubernetes object, as far as every kind has the same shape. */
export interface KubernetesManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: { readonly [label: string]: string };
    readonly annotations?: { readonly [name: string]: string };
  };
  readonly [field: string]: unknown;
}

/** A condition by its type, as in `{ condition: "Complete" }`, or a field with the values that count. */
export type ManifestTest =
  | { readonly condition: string; readonly status?: "True" | "False" | "Unknown" }
  | { readonly field: string; readonly in: readonly (string | number | boolean)[] };

/** Options of `manifest()`. */
export interface ManifestOptions<Input = never> extends Pick<
  CommonStepOptions<Input>,
  | "name"
  | "description"
  | "retry"
  | "timeout"
  | "cache"
  | "effect"
  | "serviceAccount"
  | "labels"
  | "annotations"
  | "queue"
> {
  readonly object: OrLambda<KubernetesManifest, Input>;
  /** When it has succeeded. Default: what is known about its kind. */
  readonly done?: ManifestTest;
  /** When it has failed. Default: what is known about its kind. */
  readonly failed?: ManifestTest;
  /** The step's result: fields of the finished object by path, as in `{ url: "status.url" }`. */
  readonly outputs?: { readonly [name: string]: string };
  /** Default `"delete"`. */
  readonly onCancel?: "delete" | "keep";
}

/** Options of `approve()`. */
export interface ApproveOptions {
  /** What the person who decides is asked. */
  readonly message: string;
  /** Without an answer by then the pipeline fails. Default: waits for ever. */
  readonly timeout?: Duration;
}

/** Step options that a pipeline may set for all its steps: everything but a name and functions of an input. */
export type StepDefaults = Omit<
  StepOptions<never>,
  "name" | "description" | "input" | "output" | "cpu" | "memory" | "gpu" | "disk"
> & {
  readonly cpu?: Cpu | RequestLimit<Cpu>;
  readonly memory?: Bytes | RequestLimit<Bytes>;
  readonly gpu?: Gpu;
  readonly disk?: Bytes | RequestLimit<Bytes>;
};

/** What the schema of a pipeline's parameters says: what whoever runs it gives, and what its function gets. */
export interface PipelineSchema<Given, Params> {
  /**
   * Type of the parameters, and what else is checked of them before a run, as in `z.object({ rows: z.number().min(1) })`.
   * Its defaults are the parameters'. Default: the function's type says it.
   */
  readonly params?: Schema<Given, Params>;
}

/** Options of `pipeline()`. */
export interface PipelineOptions {
  /** Lower-case letters, digits and `-`, at most 52. Default: the name of the exported const, in that form. */
  readonly name?: string;
  readonly description?: string;
  /** Five cron fields as in `"0 2 * * *"`, `"@daily"` and its like, or `"@every 6h"`. Default: started by hand. */
  readonly schedule?: string;
  /** Time zone of `schedule`, as in `"Europe/Berlin"`. Default: the cluster's, usually UTC. */
  readonly timezone?: string;
  /** Steps running at once at most. Default: no bound. */
  readonly parallelism?: number;
  /**
   * How many runs of it may lie in each other where it calls itself, the outermost included: from 1 to 1,000. One more
   * throws a `RecursionLimitError`. Default: it may not call itself.
   */
  readonly maxDepth?: number;
  /** The longest that a whole run may take. Default: no bound. */
  readonly timeout?: Duration;
  readonly labels?: { readonly [label: string]: string };
  readonly serviceAccount?: string;
  /** Name of the Kueue LocalQueue of every step. */
  readonly queue?: string;
  /** Options of every step that does not set them itself. */
  readonly defaults?: StepDefaults;
  /** Whether code between steps may take a pod of its own; `"forbid"` makes that an error. Default `"auto"`. */
  readonly glue?: "auto" | "forbid";
}
