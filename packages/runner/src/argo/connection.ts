/** Which cluster, as whom, in which namespace: the kubeconfig as kubectl reads it, or the pod's own account. */
import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { ClusterError } from "./cluster-error.ts";

export interface ConnectionSettings {
  /** Kubeconfig context; the current one when absent. */
  readonly context?: string;
  /** Namespace; the context's when absent, then `default`. */
  readonly namespace?: string;
}

export interface Connection {
  readonly config: KubeConfig;
  readonly namespace: string;
  readonly server: string;
  /** Absent inside a cluster without a kubeconfig. */
  readonly context?: string;
}

/** Where credentials are looked for; tests pass their own. */
export interface Surroundings {
  readonly env: { readonly [name: string]: string | undefined };
  readonly home: string;
}

const ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/**
 * Finds the cluster without contacting it.
 * @throws {ClusterError} AR6001 to AR6003.
 */
export function connect(
  settings: ConnectionSettings = {},
  { env, home }: Surroundings = { env: process.env, home: homedir() },
): Connection {
  const files = kubeconfigFiles(env, home);
  const found = files.filter((file) => existsSync(file));
  if (found.length > 0) return fromKubeconfig(readAll(found), settings);
  if (env["KUBERNETES_SERVICE_HOST"] !== undefined && existsSync(ACCOUNT_TOKEN)) return fromPod(settings);
  throw new ClusterError({
    code: "AR6001",
    message: `there is no kubeconfig: ${files.join(", ")} does not exist`,
    hint: "Set KUBECONFIG to the cluster's kubeconfig file, or log in with your cloud's command line",
  });
}

function kubeconfigFiles(env: Surroundings["env"], home: string): readonly string[] {
  const listed = (env["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
  return listed.length > 0 ? listed : [join(home, ".kube", "config")];
}

/** Merged as kubectl does it: what an earlier file says wins. */
function readAll(files: readonly string[]): KubeConfig {
  const parts = files.map(readOne);
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: firstOfEachName(parts.flatMap((part) => part.getClusters())),
    users: firstOfEachName(parts.flatMap((part) => part.getUsers())),
    contexts: firstOfEachName(parts.flatMap((part) => part.getContexts())),
    currentContext: parts.map((part) => part.getCurrentContext()).find((name) => name) ?? "",
  });
  return config;
}

function readOne(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    if (statSync(file).size === 0) throw new Error("it is empty");
    config.loadFromFile(file);
    return config;
  } catch (cause) {
    throw new ClusterError(
      {
        code: "AR6002",
        message: `the kubeconfig ${file} cannot be read: ${firstLine(cause)}`,
        hint: "`kubectl config view` shows what kubectl makes of it",
      },
      cause,
    );
  }
}

function firstOfEachName<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return entries.filter((entry, index) => entries.findIndex(({ name }) => name === entry.name) === index);
}

function fromKubeconfig(config: KubeConfig, settings: ConnectionSettings): Connection {
  const name = settings.context ?? config.getCurrentContext();
  const known = config.getContexts().map((context) => context.name);
  const context = config.getContextObject(name);
  if (context === null) throw unknownContext(name, known);
  config.setCurrentContext(name);
  const cluster = config.getCurrentCluster();
  if (cluster === null || config.getCurrentUser() === null) {
    throw new ClusterError({
      code: "AR6002",
      message: `the kubeconfig's context \`${name}\` names ${cluster === null ? `the cluster \`${context.cluster}\`` : `the user \`${context.user}\``}, which it does not define`,
      hint: "`kubectl config view` shows what the file defines",
    });
  }
  return {
    config,
    context: name,
    server: cluster.server,
    namespace: settings.namespace ?? context.namespace ?? "default",
  };
}

function unknownContext(name: string, known: readonly string[]): ClusterError {
  return new ClusterError({
    code: "AR6003",
    message: name === "" ? "the kubeconfig has no current context" : `the kubeconfig has no context \`${name}\``,
    hint: known.length === 0 ? "The file defines no context at all" : `Use --context with one of: ${known.join(", ")}`,
  });
}

function fromPod(settings: ConnectionSettings): Connection {
  const config = new KubeConfig();
  config.loadFromCluster();
  const server = config.getCurrentCluster()?.server ?? "";
  const own = config.getContexts()[0]?.namespace?.trim();
  return { config, server, namespace: settings.namespace ?? own ?? "default" };
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split("\n")[0] ?? "";
}
