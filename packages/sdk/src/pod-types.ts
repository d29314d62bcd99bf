/** The parts of Kubernetes' pod that options speak about. Field names and meanings are Kubernetes' own. */
import type { Bytes } from "./units.ts";

/** One entry of a Kubernetes Secret in the namespace of the run. */
export interface SecretKey {
  /** The secret's name. */
  readonly name: string;
  /** The entry in it. */
  readonly key: string;
  /** Default `false`: without the entry the pod does not start. */
  readonly optional?: boolean;
}

/** What appears at a path of the container. */
export type Mount =
  | { readonly volume: string; readonly subPath?: string; readonly readOnly?: boolean }
  | { readonly secret: string; readonly optional?: boolean }
  | { readonly configMap: string; readonly optional?: boolean }
  | { readonly emptyDir: Bytes | true; readonly medium?: "Memory" }
  | { readonly hostPath: `/${string}`; readonly readOnly?: boolean };

export interface Toleration {
  readonly key?: string;
  /** Default `"Equal"`. */
  readonly operator?: "Equal" | "Exists";
  readonly value?: string;
  /** Default: every effect. */
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
  /** Only with `NoExecute`. */
  readonly tolerationSeconds?: number;
}

interface JsonObject {
  readonly [field: string]: unknown;
}

export interface Affinity {
  readonly nodeAffinity?: JsonObject;
  readonly podAffinity?: JsonObject;
  readonly podAntiAffinity?: JsonObject;
}

/** A strategic-merge patch: lists merge by their key (`containers` by `name`), everything else is replaced. */
export interface PodPatch {
  readonly metadata?: {
    readonly labels?: { readonly [label: string]: string };
    readonly annotations?: { readonly [name: string]: string };
  };
  readonly spec?: PodSpecPatch;
}

export interface PodSpecPatch {
  readonly activeDeadlineSeconds?: number;
  readonly affinity?: Affinity;
  readonly automountServiceAccountToken?: boolean;
  readonly containers?: readonly ContainerPatch[];
  readonly dnsConfig?: JsonObject;
  readonly dnsPolicy?: "ClusterFirst" | "ClusterFirstWithHostNet" | "Default" | "None";
  readonly enableServiceLinks?: boolean;
  readonly hostAliases?: readonly JsonObject[];
  readonly hostIPC?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostUsers?: boolean;
  readonly hostname?: string;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly initContainers?: readonly ContainerPatch[];
  readonly nodeName?: string;
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly overhead?: { readonly [resource: string]: string };
  readonly preemptionPolicy?: "PreemptLowerPriority" | "Never";
  readonly priorityClassName?: string;
  readonly resourceClaims?: readonly JsonObject[];
  readonly runtimeClassName?: string;
  readonly schedulerName?: string;
  readonly securityContext?: JsonObject;
  readonly serviceAccountName?: string;
  readonly setHostnameAsFQDN?: boolean;
  readonly shareProcessNamespace?: boolean;
  readonly subdomain?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly tolerations?: readonly Toleration[];
  readonly topologySpreadConstraints?: readonly JsonObject[];
  readonly volumes?: readonly ({ readonly name: string } & JsonObject)[];
}

export interface ContainerPatch {
  /** `main` is the step's own container. */
  readonly name: string;
  readonly [field: string]: unknown;
}
