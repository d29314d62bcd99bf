import type { StepOptionsIr } from "@argosy/sdk/ir";

/** The `cache` option of a step, read. */
export interface CacheOption {
  readonly isOn: boolean;
  readonly version?: string;
  readonly maxAgeSeconds?: number;
}

export function cacheOption({ cache }: StepOptionsIr): CacheOption {
  if (typeof cache !== "object" || cache === null || Array.isArray(cache)) return { isOn: cache !== false };
  const { version, maxAgeSeconds } = cache as { readonly version?: string; readonly maxAgeSeconds?: number };
  return {
    isOn: true,
    ...(version === undefined ? {} : { version }),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
  };
}
