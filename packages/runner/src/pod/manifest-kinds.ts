/** When an object of a kind has done its work, and when it has failed: by what its controller promises, not by chance. */

export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly generation?: number;
    readonly labels?: { readonly [label: string]: string };
  };
  readonly [field: string]: unknown;
}

export interface KindRules {
  readonly done: (object: ClusterObject) => boolean;
  readonly failed: (object: ClusterObject) => boolean;
  /** It runs once to its end, so that a finished one of another run is no answer. */
  readonly runsOnce: boolean;
}

/** A test as the author writes it. */
export type ObjectTest =
  | { readonly condition: string; readonly status?: string }
  | { readonly field: string; readonly in: readonly unknown[] };

/** By `group/Kind`, whatever the version. */
export const KIND_RULES: { readonly [kind: string]: KindRules } = {
  "batch/Job": job("Complete", "Failed"),
  "jobset.x-k8s.io/JobSet": job("Completed", "Failed"),
  "trainer.kubeflow.org/TrainJob": job("Complete", "Failed"),
  "kubeflow.org/PyTorchJob": job("Succeeded", "Failed"),
  "kubeflow.org/TFJob": job("Succeeded", "Failed"),
  "kubeflow.org/MPIJob": job("Succeeded", "Failed"),
  "ray.io/RayJob": {
    runsOnce: true,
    done: (object) =>
      fieldOf(object, "status.jobDeploymentStatus") === "Complete" &&
      fieldOf(object, "status.jobStatus") === "SUCCEEDED",
    // A failed job may be tried again until its deployment says that this was all; a stopped one counts as complete.
    failed: (object) => {
      const deployment = fieldOf(object, "status.jobDeploymentStatus");
      const status = fieldOf(object, "status.jobStatus");
      if (deployment === "Failed" || deployment === "ValidationFailed") return true;
      return deployment === "Complete" && (status === "STOPPED" || status === "FAILED");
    },
  },
  "sparkoperator.k8s.io/SparkApplication": {
    runsOnce: true,
    done: (object) => fieldOf(object, "status.applicationState.state") === "COMPLETED",
    failed: (object) => fieldOf(object, "status.applicationState.state") === "FAILED",
  },
  "serving.kserve.io/InferenceService": {
    runsOnce: false,
    done: (object) => hasCondition(object, "Ready", "True"),
    failed: (object) =>
      ["BlockedByFailedLoad", "InvalidSpec"].includes(String(fieldOf(object, "status.modelStatus.transitionStatus"))),
  },
  "apps/Deployment": {
    runsOnce: false,
    done: (object) => {
      const wanted = Number(fieldOf(object, "spec.replicas") ?? 1);
      const counts = ["replicas", "updatedReplicas", "availableReplicas"].map((name) =>
        Number(fieldOf(object, `status.${name}`) ?? 0),
      );
      return counts.every((count) => count === wanted);
    },
    failed: (object) => hasCondition(object, "Progressing", "False"),
  },
};

function job(done: string, failed: string): KindRules {
  return {
    runsOnce: true,
    done: (object) => hasCondition(object, done, "True"),
    failed: (object) => hasCondition(object, failed, "True"),
  };
}

/** The rules of an object: the author's tests before what is known about its kind. */
export function rulesOf(
  { apiVersion, kind }: Pick<ClusterObject, "apiVersion" | "kind">,
  done: ObjectTest | undefined,
  failed: ObjectTest | undefined,
): KindRules | undefined {
  const group = apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "";
  const known = KIND_RULES[`${group}/${kind}`];
  const isDone = done === undefined ? known?.done : testOf(done);
  if (isDone === undefined) return undefined;
  const isFailed = failed === undefined ? (known?.failed ?? (() => false)) : testOf(failed);
  return { done: isDone, failed: isFailed, runsOnce: known?.runsOnce ?? false };
}

function testOf(test: ObjectTest): (object: ClusterObject) => boolean {
  if ("condition" in test) return (object) => hasCondition(object, test.condition, test.status ?? "True");
  return (object) => test.in.some((value) => value === fieldOf(object, test.field));
}

/** True while the status tells of an older version of the object than the one that was applied. */
export function isStale(object: ClusterObject): boolean {
  const observed = fieldOf(object, "status.observedGeneration");
  return observed !== undefined && Number(observed) < (object.metadata.generation ?? 0);
}

interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

function conditionsOf(object: ClusterObject): readonly Condition[] {
  const conditions = fieldOf(object, "status.conditions");
  return Array.isArray(conditions) ? (conditions as Condition[]) : [];
}

function hasCondition(object: ClusterObject, type: string, status: string): boolean {
  return conditionsOf(object).some((one) => one.type === type && one.status === status);
}

/** How it stands, in one line. */
export function summaryOf(object: ClusterObject): string {
  const last = conditionsOf(object).findLast(({ status }) => status !== "Unknown");
  const reason = [last?.reason, last?.message].filter((part) => part !== undefined && part !== "").join(": ");
  if (last !== undefined) return `${last.type} ${last.status}${reason === "" ? "" : `, ${reason}`}`;
  const { conditions: _, ...status } = (object["status"] ?? {}) as { readonly [field: string]: unknown };
  const plain = Object.entries(status).filter(([, value]) => typeof value !== "object");
  return plain.length === 0 ? "no status yet" : plain.map(([name, value]) => `${name} ${String(value)}`).join(", ");
}

/** A field by its path, as in `status.url` or `spec.containers.0.image`. */
export function fieldOf(object: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((inner, key) => (inner as { readonly [key: string]: unknown } | null | undefined)?.[key], object);
}
