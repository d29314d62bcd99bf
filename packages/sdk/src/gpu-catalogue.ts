/** What a GPU's name stands for on a cluster. */
import type { Json } from "./ir/types.ts";

export interface GpuModel {
  /** The extended resource. */
  readonly resource: string;
  readonly nodeSelector: { readonly [label: string]: string };
  readonly tolerations: readonly Json[];
}

export interface GpuCatalogue {
  readonly [name: string]: GpuModel;
}

const NVIDIA_TAINT: Json = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };
/** The taint that AKS' own guide puts on GPU pools. */
const AKS_TAINT: Json = { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" };

function nvidia(nodeSelector: { readonly [label: string]: string } = {}, ...taints: readonly Json[]): GpuModel {
  return { resource: "nvidia.com/gpu", nodeSelector, tolerations: [NVIDIA_TAINT, ...taints] };
}

const product = (value: string): GpuModel => nvidia({ "nvidia.com/gpu.product": value });
const gke = (value: string): GpuModel => nvidia({ "cloud.google.com/gke-accelerator": value });
const eks = (value: string, mebibytes?: number): GpuModel =>
  nvidia({
    "karpenter.k8s.aws/instance-gpu-name": value,
    ...(mebibytes === undefined ? {} : { "karpenter.k8s.aws/instance-gpu-memory": String(mebibytes) }),
  });
const aks = (value: string): GpuModel => nvidia({ "karpenter.azure.com/sku-gpu-name": value }, AKS_TAINT);

/** Nodes labelled by NVIDIA's GPU feature discovery, which names the product as the driver does. */
const NVIDIA: GpuCatalogue = {
  any: nvidia(),
  "nvidia-t4": product("Tesla-T4"),
  "nvidia-v100": product("Tesla-V100-SXM2-16GB"),
  "nvidia-a10": product("NVIDIA-A10"),
  "nvidia-a10g": product("NVIDIA-A10G"),
  "nvidia-l4": product("NVIDIA-L4"),
  "nvidia-l40s": product("NVIDIA-L40S"),
  "nvidia-a100-40gb": product("NVIDIA-A100-SXM4-40GB"),
  "nvidia-a100-80gb": product("NVIDIA-A100-SXM4-80GB"),
  "nvidia-a100-80gb-pcie": product("NVIDIA-A100-80GB-PCIe"),
  "nvidia-h100": product("NVIDIA-H100-80GB-HBM3"),
  "nvidia-h100-pcie": product("NVIDIA-H100-PCIe"),
  "nvidia-h200": product("NVIDIA-H200"),
  "nvidia-b200": product("NVIDIA-B200"),
};

const GKE: GpuCatalogue = {
  any: nvidia(),
  "nvidia-t4": gke("nvidia-tesla-t4"),
  "nvidia-v100": gke("nvidia-tesla-v100"),
  "nvidia-l4": gke("nvidia-l4"),
  "nvidia-a100-40gb": gke("nvidia-tesla-a100"),
  "nvidia-a100-80gb": gke("nvidia-a100-80gb"),
  "nvidia-h100": gke("nvidia-h100-80gb"),
  "nvidia-h200": gke("nvidia-h200-141gb"),
  "nvidia-b200": gke("nvidia-b200"),
};

/** Karpenter's labels; node groups that an administrator made need labels of their own. */
const EKS: GpuCatalogue = {
  any: nvidia(),
  "nvidia-t4": eks("t4"),
  "nvidia-v100": eks("v100"),
  "nvidia-a10g": eks("a10g"),
  "nvidia-l4": eks("l4"),
  "nvidia-l40s": eks("l40s"),
  "nvidia-a100-40gb": eks("a100", 40_960),
  "nvidia-a100-80gb": eks("a100", 81_920),
  "nvidia-h100": eks("h100"),
  "nvidia-h200": eks("h200"),
  "nvidia-b200": eks("b200"),
};

/** Labels of node auto-provisioning. */
const AKS: GpuCatalogue = {
  any: nvidia({}, AKS_TAINT),
  "nvidia-t4": aks("T4"),
  "nvidia-v100": aks("V100"),
  "nvidia-a10": aks("A10"),
  "nvidia-a100-80gb": aks("A100"),
  "nvidia-h100": aks("H100"),
};

/** Catalogues by cluster; `nvidia` is the default. */
export const gpuPresets: {
  readonly nvidia: GpuCatalogue;
  readonly gke: GpuCatalogue;
  readonly eks: GpuCatalogue;
  readonly aks: GpuCatalogue;
} = {
  nvidia: NVIDIA,
  gke: GKE,
  eks: EKS,
  aks: AKS,
};
