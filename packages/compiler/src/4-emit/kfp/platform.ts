/** What only Kubernetes knows: the second document, by executor. */
import type { Mount, PodPatch, SecretKey, Toleration } from "@argosy/sdk";
import type { Json, StepIr, StepOptionsIr, StoreSettings, TargetSettings } from "@argosy/sdk/ir";
import { checkLabelValue } from "@argosy/sdk/ir";
import type { ByKey, PlatformExecutor } from "./objects.ts";

const QUEUE_LABEL = "kueue.x-k8s.io/queue-name";

export interface PlatformParts {
  readonly pipeline: string;
  readonly labels: ByKey<string>;
  readonly queue: string | undefined;
  readonly settings: TargetSettings;
}

/** Absent when there is nothing to say. */
export function platformOf(
  options: StepOptionsIr,
  step: StepIr | undefined,
  parts: PlatformParts,
): PlatformExecutor | undefined {
  const { settings } = parts;
  const executor: { [field: string]: unknown } = {
    ...list("secretAsEnv", [...secretsAsEnv(options), ...storeSecret(settings.store)]),
    ...mountsOf(options, settings.store),
    ...nodeSelector(options),
    ...list("tolerations", tolerationsOf(options)),
    ...affinityOf(options.affinity),
    ...list("imagePullSecret", pullSecrets(options)),
    podMetadata: podMetadata(options, step, parts),
    ...(options.timeoutSeconds === undefined
      ? {}
      : { activeDeadlineSeconds: String(Math.ceil(options.timeoutSeconds)) }),
    ...(settings.imagePullPolicy === undefined ? {} : { imagePullPolicy: settings.imagePullPolicy }),
  };
  return executor;
}

function list(field: string, items: readonly unknown[]): ByKey<unknown> {
  return items.length === 0 ? {} : { [field]: items };
}

function constant(value: string): Json {
  return { runtimeValue: { constant: value } };
}

function secretsAsEnv({ secrets }: StepOptionsIr): readonly unknown[] {
  const bySecret = new Map<string, { optional: boolean; keys: { secretKey: string; envVar: string }[] }>();
  for (const [envVar, { name, key, optional = false }] of Object.entries(
    (secrets ?? {}) as unknown as ByKey<SecretKey>,
  )) {
    const id = `${name} ${optional}`;
    const known = bySecret.get(id) ?? { optional, keys: [] };
    known.keys.push({ secretKey: key, envVar });
    bySecret.set(id, known);
  }
  return [...bySecret].map(([id, { optional, keys }]) => secretAsEnv(id.split(" ")[0] ?? "", keys, optional));
}

function secretAsEnv(name: string, keyToEnv: readonly object[], optional: boolean): object {
  // Servers before 2.14 know the first spelling only.
  return { secretName: name, secretNameParameter: constant(name), keyToEnv, optional };
}

function storeSecret(store: StoreSettings | undefined): readonly object[] {
  if (store?.secret === undefined) return [];
  const { name, accessKey, secretKey } = store.secret;
  const keys = [
    { secretKey: accessKey, envVar: "AWS_ACCESS_KEY_ID" },
    { secretKey, envVar: "AWS_SECRET_ACCESS_KEY" },
  ];
  return [secretAsEnv(name, keys, false)];
}

/** The volume claim that a store in a directory lies on. */
export function claimOf({ url, volume }: StoreSettings): object | undefined {
  const claim = (volume?.["persistentVolumeClaim"] as { readonly claimName?: string } | undefined)?.claimName;
  if (claim === undefined || !url.startsWith("file:")) return undefined;
  return claimMount(claim, decodeURIComponent(new URL(url).pathname));
}

function claimMount(claim: string, mountPath: string): object {
  return { constant: claim, pvcNameParameter: constant(claim), mountPath };
}

function mountsOf({ mounts, shm }: StepOptionsIr, store: StoreSettings | undefined): ByKey<unknown> {
  const entries = Object.entries((mounts ?? {}) as unknown as ByKey<Mount>);
  const secrets: object[] = [];
  const configMaps: object[] = [];
  const storeClaim = store === undefined ? undefined : claimOf(store);
  const claims: object[] = storeClaim === undefined ? [] : [storeClaim];
  const empty: object[] =
    shm === undefined ? [] : [{ volumeName: "shm", mountPath: "/dev/shm", medium: "Memory", sizeLimit: shm }];
  entries.forEach(([mountPath, mount], index) => {
    if ("secret" in mount)
      secrets.push({
        secretName: mount.secret,
        secretNameParameter: constant(mount.secret),
        mountPath,
        optional: mount.optional === true,
      });
    else if ("configMap" in mount)
      configMaps.push({
        configMapName: mount.configMap,
        configMapNameParameter: constant(mount.configMap),
        mountPath,
        optional: mount.optional === true,
      });
    else if ("volume" in mount)
      claims.push({
        ...claimMount(mount.volume, mountPath),
        ...(mount.subPath === undefined ? {} : { subPath: mount.subPath }),
      });
    else if ("emptyDir" in mount)
      empty.push({
        volumeName: `mount-${index + 1}`,
        mountPath,
        ...(mount.medium === undefined ? {} : { medium: mount.medium }),
        ...(mount.emptyDir === true ? {} : { sizeLimit: mount.emptyDir }),
      });
  });
  return {
    ...list("secretAsVolume", secrets),
    ...list("configMapAsVolume", configMaps),
    ...list("pvcMount", claims),
    ...list("emptyDirMounts", empty),
  };
}

function nodeSelector({ gpu, nodeSelector }: StepOptionsIr): ByKey<unknown> {
  const labels = { ...gpu?.nodeSelector, ...nodeSelector };
  return Object.keys(labels).length === 0 ? {} : { nodeSelector: { labels } };
}

function tolerationsOf({ gpu, tolerations }: StepOptionsIr): readonly unknown[] {
  const all = [...(gpu?.tolerations ?? []), ...(tolerations ?? [])] as readonly unknown[] as readonly Toleration[];
  const distinct = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return distinct.map(({ tolerationSeconds, ...toleration }) => ({
    ...toleration,
    ...(tolerationSeconds === undefined ? {} : { tolerationSeconds: String(tolerationSeconds) }),
  }));
}

interface Term {
  readonly weight?: number;
  readonly preference?: NodeTerm;
  readonly podAffinityTerm?: PodTerm;
}
interface NodeTerm {
  readonly matchExpressions?: readonly object[];
  readonly matchFields?: readonly object[];
}
interface PodTerm {
  readonly labelSelector?: { readonly matchLabels?: ByKey<string>; readonly matchExpressions?: readonly object[] };
  readonly namespaceSelector?: { readonly matchLabels?: ByKey<string>; readonly matchExpressions?: readonly object[] };
  readonly namespaces?: readonly string[];
  readonly topologyKey: string;
}
interface PodRules {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodTerm[];
  readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly Term[];
}
interface AffinityObject {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms: readonly NodeTerm[] };
    readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly Term[];
  };
  readonly podAffinity?: PodRules;
  readonly podAntiAffinity?: PodRules;
}

function affinityOf(affinity: Json | undefined): ByKey<unknown> {
  const { nodeAffinity, podAffinity, podAntiAffinity } = (affinity ?? {}) as AffinityObject;
  const nodes = [
    ...(nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []),
    ...(nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ weight, preference }) => ({
      ...preference,
      weight,
    })),
  ];
  return {
    ...list("nodeAffinity", nodes),
    ...list("podAffinity", [...podRules(podAffinity, false), ...podRules(podAntiAffinity, true)]),
  };
}

function podRules(rules: PodRules | undefined, anti: boolean): readonly object[] {
  return [
    ...(rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => podTerm(term, undefined, anti)),
    ...(rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap(({ weight, podAffinityTerm }) =>
      podAffinityTerm === undefined ? [] : [podTerm(podAffinityTerm, weight, anti)],
    ),
  ];
}

function podTerm(term: PodTerm, weight: number | undefined, anti: boolean): object {
  const { labelSelector, namespaceSelector, namespaces, topologyKey } = term;
  return {
    ...(labelSelector?.matchExpressions === undefined ? {} : { matchPodExpressions: labelSelector.matchExpressions }),
    ...(labelSelector?.matchLabels === undefined ? {} : { matchPodLabels: labelSelector.matchLabels }),
    topologyKey,
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(namespaceSelector?.matchExpressions === undefined
      ? {}
      : { matchNamespaceExpressions: namespaceSelector.matchExpressions }),
    ...(namespaceSelector?.matchLabels === undefined ? {} : { matchNamespaceLabels: namespaceSelector.matchLabels }),
    ...(weight === undefined ? {} : { weight }),
    ...(anti ? { anti } : {}),
  };
}

function pullSecrets({ pod }: StepOptionsIr): readonly object[] {
  const { spec } = (pod ?? {}) as unknown as PodPatch;
  return (spec?.imagePullSecrets ?? []).map(({ name }) => ({
    secretName: name,
    secretNameParameter: constant(name),
  }));
}

function podMetadata(options: StepOptionsIr, step: StepIr | undefined, parts: PlatformParts): object {
  const queue = options.queue ?? parts.queue;
  const { metadata } = (options.pod ?? {}) as unknown as PodPatch;
  const labels = {
    "argosy.dev/pipeline": parts.pipeline,
    ...parts.labels,
    ...(step === undefined || checkLabelValue(step.name) !== undefined ? {} : { "argosy.dev/step": step.name }),
    ...(queue === undefined ? {} : { [QUEUE_LABEL]: queue }),
    ...options.labels,
    ...metadata?.labels,
  };
  const place = step === undefined ? {} : { "argosy.dev/source": `${step.span.file}:${step.span.line}` };
  const annotations = { ...place, ...options.annotations, ...metadata?.annotations };
  return { labels, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) };
}
