/** A number of GPUs of one model, as `gpu()` gives it. */
export interface Gpu {
  readonly gpu: string;
  readonly count: number;
}

/** Models that the catalogue knows, not every cluster all of them; a configuration may add others. */
export type GpuName =
  | "any"
  | "nvidia-t4"
  | "nvidia-v100"
  | "nvidia-a10"
  | "nvidia-a10g"
  | "nvidia-l4"
  | "nvidia-l40s"
  | "nvidia-a100-40gb"
  | "nvidia-a100-80gb"
  | "nvidia-a100-80gb-pcie"
  | "nvidia-h100"
  | "nvidia-h100-pcie"
  | "nvidia-h200"
  | "nvidia-b200"
  | (string & {});

/**
 * GPUs of a model in the catalogue, which knows the resource, the node selector and the tolerations for it.
 * `"any"` takes whatever `nvidia.com/gpu` gives.
 *
 * @param count whole, at least 1; default 1
 * @example
 * step({ gpu: gpu("nvidia-l4", 2), memory: "32Gi" }, train)
 */
export function gpu(name: GpuName, count = 1): Gpu {
  return { gpu: name, count };
}
