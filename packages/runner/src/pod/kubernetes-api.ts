/** The little of the Kubernetes API that steps with manifests need, over Node's own fetch. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { createLines } from "../lines.ts";
import { EXIT, StepExit } from "./failure.ts";
import type { ClusterObject } from "./manifest-kinds.ts";

export interface KubernetesApi {
  /** Where an object lands that names no namespace. */
  readonly namespace: string;
  /** The path of objects of a kind; a list of namespaces' own paths when they have one. @throws {StepExit} */
  readonly pathOf: (object: ClusterObject) => Promise<string>;
  /** Nothing when there is none. */
  readonly get: (path: string) => Promise<ClusterObject | undefined>;
  readonly apply: (path: string, object: ClusterObject) => Promise<ClusterObject>;
  /** Returns when it is gone, with all that belongs to it. */
  readonly remove: (path: string) => Promise<void>;
  readonly close: () => void;
}

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/** In a pod by its service account; elsewhere through kubectl, which knows every way to sign in. */
export async function connect(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<KubernetesApi> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (env["ARGOSY_KUBECTL"] !== undefined) return throughKubectl(env["ARGOSY_KUBECTL"], signal);
  if (host === undefined) throw new StepExit(EXIT.nonRetriable, "KubernetesError", "this is no pod of a cluster");
  const name = host.includes(":") ? `[${host}]` : host;
  const token = (): string => readFileSync(`${ACCOUNT}/token`, "utf8").trim();
  const namespace = readFileSync(`${ACCOUNT}/namespace`, "utf8").trim();
  return api(
    `https://${name}:${port}`,
    () => ({ authorization: `Bearer ${token()}` }),
    namespace,
    () => undefined,
  );
}

/** A proxy of kubectl's, for as long as the step runs. */
async function throughKubectl(namespace: string, signal: AbortSignal): Promise<KubernetesApi> {
  const child = spawn("kubectl", ["proxy", "--port=0"], { stdio: ["ignore", "pipe", "inherit"], signal });
  const close = (): void => void child.kill();
  const address = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error("kubectl proxy ended at once")));
    const lines = createLines((line) => {
      const found = /127\.0\.0\.1:\d+/.exec(line);
      if (found !== null) resolve(found[0]);
    });
    child.stdout.on("data", (chunk: Buffer) => lines.push(chunk));
  });
  child.removeAllListeners("exit");
  return api(`http://${address}`, () => ({}), namespace, close);
}

function api(
  origin: string,
  headers: () => { readonly [name: string]: string },
  namespace: string,
  close: () => void,
): KubernetesApi {
  const request = async (method: string, path: string, body?: unknown): Promise<ClusterObject | undefined> => {
    const response = await patiently(() =>
      fetch(`${origin}${path}`, {
        method,
        headers: {
          ...headers(),
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": TYPES[method] ?? "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    if (response.ok) return (await response.json()) as ClusterObject;
    const text = await response.text();
    if (response.status === 404 && method !== "PATCH") return undefined;
    throw refusal(method, path, response.status, text);
  };
  const get = (path: string): Promise<ClusterObject | undefined> => request("GET", path);
  return {
    namespace,
    close,
    get,
    pathOf: async ({ apiVersion, kind, metadata }) => {
      const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const list = (await request("GET", root)) as unknown as ResourceList | undefined;
      const found = list?.resources.find((one) => one.kind === kind && !one.name.includes("/"));
      if (found === undefined)
        throw new StepExit(EXIT.nonRetriable, "KubernetesError", `the cluster knows no ${kind} of ${apiVersion}`);
      const within = found.namespaced ? `/namespaces/${metadata.namespace ?? namespace}` : "";
      return `${root}${within}/${found.name}/${metadata.name}`;
    },
    apply: async (path, object) =>
      (await request("PATCH", `${path}?fieldManager=argosy&force=true`, object)) as ClusterObject,
    remove: async (path) => {
      await request("DELETE", path, { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Foreground" });
      while ((await get(path)) !== undefined) await setTimeout(500);
    },
  };
}

interface ResourceList {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

/** Server-side apply takes YAML, and JSON is YAML. */
const TYPES: { readonly [method: string]: string } = { PATCH: "application/apply-patch+yaml" };

const MOST_TRIES = 20;

/** An API server that restarts, or has too much to do, is asked again. */
async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask().catch((error: unknown) => error as Error);
    const isAnswer = answer instanceof Response && answer.status !== 429 && answer.status < 500;
    if (isAnswer) return answer;
    if (tries === MOST_TRIES) {
      if (answer instanceof Response) return answer;
      throw answer;
    }
    await setTimeout(Math.min(10_000, 200 * 2 ** tries));
  }
}

function refusal(method: string, path: string, status: number, text: string): StepExit {
  const said = messageIn(text);
  const hint = status === 403 ? "; the step's service account needs get, patch, create and delete for it" : "";
  const isFinal = status >= 400 && status < 500 && status !== 409;
  const exitCode = isFinal ? EXIT.nonRetriable : EXIT.error;
  return new StepExit(exitCode, "KubernetesError", `${method} ${path.replace(/\?.*/, "")}: ${said}${hint}`);
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { readonly message?: string }).message ?? text;
  } catch {
    return text;
  }
}
