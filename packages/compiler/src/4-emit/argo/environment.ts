/** The environment of a pod: what the pod runtime is told, and what the author asked for. */
import type { SecretKey } from "@argosy/sdk";
import type { StepOptionsIr, StepWork } from "@argosy/sdk/ir";
import { byAttempt } from "./by-attempt.ts";
import { inputTag } from "./expr.ts";
import type { LimitsByAttempt } from "./memory-ladder.ts";
import type { EnvironmentVariable } from "./objects.ts";
import { CALL, IN, ITEM } from "./protocol.ts";

export function ownEnvironment(hasItem: boolean, hasRetries: boolean): readonly EnvironmentVariable[] {
  return [
    { name: "ARGOSY_CALL", value: inputTag(CALL) },
    { name: "ARGOSY_IN", value: inputTag(IN) },
    ...(hasItem ? [{ name: "ARGOSY_ITEM", value: inputTag(ITEM) }] : []),
    { name: "ARGOSY_RUN", value: "{{workflow.name}}" },
    // Argo knows the variable only where a retry strategy is.
    ...(hasRetries ? [{ name: "ARGOSY_ATTEMPT", value: "{{retries}}" }] : []),
  ];
}

export function memoryVariable(limits: LimitsByAttempt | undefined): readonly EnvironmentVariable[] {
  if (limits === undefined) return [];
  const [first, ...others] = limits;
  return [{ name: "ARGOSY_MEMORY_LIMIT", value: byAttempt([String(first), ...others.map(String)]) }];
}

/** What the kinds of steps that are not TypeScript need to know besides. */
export function workEnvironment(kind: StepWork["kind"] | undefined): readonly EnvironmentVariable[] {
  // Node reads it when it starts: the API server's certificate is the cluster's own.
  return kind === "manifest" ? [{ name: "NODE_EXTRA_CA_CERTS", value: SERVICE_ACCOUNT_CA }] : [];
}

const SERVICE_ACCOUNT_CA = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt";

export function authorEnvironment({ env = {}, secrets }: StepOptionsIr): readonly EnvironmentVariable[] {
  const keys = Object.entries((secrets ?? {}) as unknown as { readonly [name: string]: SecretKey });
  return [
    ...Object.entries(env).map(([name, value]) => ({ name, value: literal(value) })),
    ...keys.map(([name, { name: secret, key, optional }]) => ({
      name,
      valueFrom: { secretKeyRef: { name: secret, key, ...(optional === true ? { optional } : {}) } },
    })),
  ];
}

/** The kubelet expands `$(NAME)` and `$$`; the author's text means itself, as it does locally. */
function literal(value: string): string {
  return value.replace(/\$(?=[($])/g, "$$$$");
}
