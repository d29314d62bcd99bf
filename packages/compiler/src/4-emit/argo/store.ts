/** How pods reach the store: its URL, its keys, and the volume that a directory lies on. */
import type { StoreSettings } from "@argosy/sdk/ir";
import type { EnvironmentVariable, Volume, VolumeMount } from "./objects.ts";

export interface StoreAccess {
  readonly env: readonly EnvironmentVariable[];
  readonly volume?: Volume;
  readonly mount?: VolumeMount;
}

const VOLUME = "store";

export function storeAccess({ url, secret, volume }: StoreSettings): StoreAccess {
  const env: readonly EnvironmentVariable[] = [
    { name: "ARGOSY_STORE", value: url },
    ...(secret === undefined
      ? []
      : [
          fromSecret("AWS_ACCESS_KEY_ID", secret.name, secret.accessKey),
          fromSecret("AWS_SECRET_ACCESS_KEY", secret.name, secret.secretKey),
        ]),
  ];
  if (volume === undefined || !isDirectory(url)) return { env };
  return {
    env,
    volume: { name: VOLUME, ...volume },
    mount: { name: VOLUME, mountPath: decodeURIComponent(new URL(url).pathname) },
  };
}

export function isDirectory(url: string): boolean {
  return url.startsWith("file:");
}

function fromSecret(name: string, secret: string, key: string): EnvironmentVariable {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
