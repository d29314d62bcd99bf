/** Where artifacts and large values lie. */
export interface StoreSettings {
  /** `file:///dir` (a directory, or a volume mounted there) or `s3://bucket/prefix?endpoint=…&region=…&pathStyle=true`. */
  readonly url: string;
  /** The Kubernetes secret with the keys of an S3 store, and the names of its entries. */
  readonly secret?: { readonly name: string; readonly accessKey: string; readonly secretKey: string };
  /** The volume that a `file:` store lies on, as Kubernetes writes it: `{ "hostPath": { "path": "/data" } }`. */
  readonly volume?: { readonly [source: string]: unknown };
}

/** What a target needs to know besides the program; flags, environment and `argosy.config.ts` fill it. */
export interface TargetSettings {
  /** The default image: Node.js 22 or newer. */
  readonly image: string;
  readonly imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
  readonly namespace?: string;
  readonly serviceAccount?: string;
  readonly store?: StoreSettings;
}
