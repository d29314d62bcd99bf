import type { StoreSettings } from "./ir/settings.ts";

/** What `argosy.config.ts` may set. Flags and environment variables win over it. */
export interface ArgosyConfig {
  /** Default image of steps: any with Node.js 22 or newer. Default `node:24-slim`. */
  readonly image?: string;
  /** When the cluster pulls images; default is Kubernetes' own. */
  readonly imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
  /** Kubernetes namespace; default is the kubeconfig's. */
  readonly namespace?: string;
  /** Service account of the pods; default is the namespace's `default`. */
  readonly serviceAccount?: string;
  /**
   * Where artifacts and large values lie: a directory (relative to the configuration file) or URL, or the store with
   * its secret or volume. Default on this machine is `.argosy/store`; a cluster has no default.
   */
  readonly store?: string | StoreSettings;
  /** Kubeconfig context; default is the current one. */
  readonly context?: string;
}

/**
 * Types the default export of `argosy.config.ts`.
 *
 * @example
 * export default defineConfig({
 *   image: "registry.example.com/node:24",
 *   namespace: "ml",
 *   store: { url: "s3://pipelines/argosy", secret: { name: "s3", accessKey: "key", secretKey: "secret" } },
 * });
 */
export function defineConfig(config: ArgosyConfig): ArgosyConfig {
  return config;
}
