/** Brings the compiled objects to the cluster: server-side apply, strict about fields. */
import type { Api } from "./api.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Action } from "./explain.ts";
import { FIELD_MANAGER, type KubernetesObject } from "./objects.ts";

const MANAGED_BY = "app.kubernetes.io/managed-by";

/**
 * Applies every object, in the order given, to its own namespace or else the connection's.
 * An object that Argosy did not make is not overwritten.
 * @throws {ClusterError}
 */
export async function applyObjects(api: Api, objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) await applyObject(api, object);
}

async function applyObject(api: Api, object: KubernetesObject): Promise<void> {
  const target = targetOf(object, api.connection.namespace);
  try {
    await patch(api, target, object, false);
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== "AR6011") throw error;
    const existing = await api.json<KubernetesObject>({
      method: "GET",
      path: target.path,
      action: { ...target.action, verb: "get" },
    });
    if (existing.metadata.labels?.[MANAGED_BY] !== FIELD_MANAGER) throw error;
    await patch(api, target, object, true);
  }
}

interface Target {
  readonly path: string;
  readonly namespace: string;
  readonly action: Action;
}

function targetOf(object: KubernetesObject, fallback: string): Target {
  const [group, version] = object.apiVersion.includes("/")
    ? object.apiVersion.split("/")
    : [undefined, object.apiVersion];
  const namespace = object.metadata.namespace ?? fallback;
  const resource = `${object.kind.toLowerCase()}s`;
  const name = object.metadata.name ?? "";
  const root = group === undefined ? `/api/${version}` : `/apis/${group}/${version}`;
  return {
    path: `${root}/namespaces/${namespace}/${resource}/${name}`,
    namespace,
    action: { verb: "patch", resource, namespace, name, ...(group === undefined ? {} : { group }) },
  };
}

function patch(
  api: Api,
  { path, namespace, action }: Target,
  object: KubernetesObject,
  force: boolean,
): Promise<unknown> {
  return api.json({
    method: "PATCH",
    path,
    query: { fieldManager: FIELD_MANAGER, fieldValidation: "Strict", force: String(force) },
    contentType: "application/apply-patch+yaml",
    body: { ...object, metadata: { ...object.metadata, namespace } },
    action,
  });
}
