/** Environment, volumes, placement and the patch of the pod. */
import type { Json } from "../ir/types.ts";
import { checkDnsSubdomain, checkLabelValue, checkQualifiedName, checkVariableName } from "../names.ts";
import type { PodSpecPatch } from "../pod-types.ts";
import {
  anyKey,
  boolean,
  fieldsOf,
  integer,
  isObject,
  json,
  jsonObject,
  listOf,
  oneOf,
  type Reader,
  recordOf,
  text,
  textThat,
} from "./readers.ts";
import { byteSize } from "./resources.ts";
import { inside, quote, refuse } from "./report.ts";

type Strings = { readonly [key: string]: string };

export const objectName: Reader<string> = textThat(checkDnsSubdomain);
export const labels: Reader<Strings> = recordOf(checkQualifiedName, textThat(checkLabelValue));
export const annotations: Reader<Strings> = recordOf(checkQualifiedName, text);
export const env: Reader<Strings> = recordOf(checkVariableName, text);
export const secrets: Reader<Json> = recordOf(
  checkVariableName,
  fieldsOf({ name: objectName, key: text, optional: boolean }, "a field of a secret", ["name", "key"]),
) as Reader<Json>;

export const absolutePath: Reader<string> = textThat((path) =>
  path.startsWith("/") && !path.split("/").includes("..") && !path.includes(":")
    ? undefined
    : {
        message: `"${path}" is not an absolute path`,
        hint: 'write it from the root, without .. and colons, as in "/data"',
      },
);

const MOUNTS: { readonly [kind: string]: Reader<unknown> } = {
  volume: fieldsOf({ volume: objectName, subPath: text, readOnly: boolean }, "a field of a volume"),
  secret: fieldsOf({ secret: objectName, optional: boolean }, "a field of a secret's mount"),
  configMap: fieldsOf({ configMap: objectName, optional: boolean }, "a field of a config map's mount"),
  emptyDir: fieldsOf(
    { emptyDir: (value, at) => (value === true ? true : byteSize(value, at)), medium: oneOf("Memory") },
    "a field of an empty directory",
  ),
  hostPath: fieldsOf({ hostPath: absolutePath, readOnly: boolean }, "a field of a host path"),
};

const mount: Reader<unknown> = (value, at) => {
  const kinds = Object.keys(MOUNTS);
  const given = isObject(value)
    ? kinds.filter((kind) => (value as { readonly [key: string]: unknown })[kind] !== undefined)
    : [];
  const [kind] = given;
  if (kind === undefined || given.length > 1)
    return refuse(
      at,
      `${quote(value)} does not say what is mounted`,
      `write one of ${kinds.join(", ")}, as in { volume: "data" }`,
    );
  return MOUNTS[kind]?.(value, at);
};

export const mounts: Reader<Json> = (value, at) => {
  const read = recordOf(anyKey, mount)(value, at);
  for (const path of Object.keys(read ?? {})) absolutePath(path, inside(at, path));
  return read as Json | undefined;
};

const tolerationFields = fieldsOf(
  {
    key: textThat(checkQualifiedName),
    operator: oneOf("Equal", "Exists"),
    value: textThat(checkLabelValue),
    effect: oneOf("NoSchedule", "PreferNoSchedule", "NoExecute"),
    tolerationSeconds: integer(0, Number.MAX_SAFE_INTEGER),
  },
  "a field of a toleration",
);

const toleration: Reader<Json> = (value, at) => {
  const read = tolerationFields(value, at);
  if (read === undefined) return undefined;
  if (read.key === undefined && read.operator !== "Exists")
    return refuse(
      at,
      "a toleration without a key tolerates everything",
      'write operator: "Exists" for that, or name the key',
    );
  if (read.operator === "Exists" && read.value !== undefined)
    return refuse(inside(at, "value"), 'the operator "Exists" takes no value', "leave the value out");
  if (read.tolerationSeconds !== undefined && read.effect !== "NoExecute")
    return refuse(
      inside(at, "tolerationSeconds"),
      'only the effect "NoExecute" has an end',
      'write effect: "NoExecute"',
    );
  return read;
};

export const tolerations: Reader<readonly Json[]> = listOf(toleration);
export const affinity: Reader<Json> = fieldsOf(
  { nodeAffinity: jsonObject, podAffinity: jsonObject, podAntiAffinity: jsonObject },
  "a kind of affinity",
) as Reader<Json>;

const containers: Reader<Json> = (value, at) => {
  const read = listOf(jsonObject)(value, at);
  read?.forEach((container, index) => {
    if (typeof container["name"] !== "string")
      refuse(
        inside(at, index),
        "a container without a name patches nothing",
        'write name: "main" for the step\'s own container',
      );
  });
  return read;
};

// Every key that the type has, and no other: the compiler keeps the two alike.
const POD_SPEC: { readonly [Key in keyof PodSpecPatch]-?: Reader<unknown> } = {
  activeDeadlineSeconds: integer(1, Number.MAX_SAFE_INTEGER),
  affinity,
  automountServiceAccountToken: boolean,
  containers,
  dnsConfig: jsonObject,
  dnsPolicy: oneOf("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
  enableServiceLinks: boolean,
  hostAliases: listOf(jsonObject),
  hostIPC: boolean,
  hostNetwork: boolean,
  hostPID: boolean,
  hostUsers: boolean,
  hostname: text,
  imagePullSecrets: listOf(fieldsOf({ name: objectName }, "a field of a pull secret", ["name"])),
  initContainers: containers,
  nodeName: text,
  nodeSelector: labels,
  overhead: recordOf(anyKey, text),
  preemptionPolicy: oneOf("PreemptLowerPriority", "Never"),
  priorityClassName: objectName,
  resourceClaims: listOf(jsonObject),
  runtimeClassName: objectName,
  schedulerName: text,
  securityContext: jsonObject,
  serviceAccountName: objectName,
  setHostnameAsFQDN: boolean,
  shareProcessNamespace: boolean,
  subdomain: text,
  terminationGracePeriodSeconds: integer(0, Number.MAX_SAFE_INTEGER),
  tolerations: listOf(json),
  topologySpreadConstraints: listOf(jsonObject),
  volumes: listOf(jsonObject),
};

export const pod: Reader<Json> = fieldsOf(
  {
    metadata: fieldsOf({ labels, annotations }, "a field of the metadata"),
    spec: fieldsOf(POD_SPEC, "a field of a pod"),
  },
  "a field of a pod patch",
) as Reader<Json>;
