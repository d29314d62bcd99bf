import { describe, expect, test } from "vitest";
import { gpu as gpus } from "../gpu.ts";
import { gpuPresets } from "../gpu-catalogue.ts";
import { normalizeStepOptions } from "./step.ts";

/** Each problem as one line: `path: message; hint`. */
function problemsOf(raw: unknown): readonly string[] {
  return normalizeStepOptions(raw).problems.map(
    ({ path, message, hint }) => `${path}: ${message}${hint === undefined ? "" : `; ${hint}`}`,
  );
}

describe("resources", () => {
  test.each([
    ["16GB", 'memory: "16GB" is not a Kubernetes quantity; write "16G" or "16Gi"'],
    ["0.5 Gi", 'memory: "0.5 Gi" is not a Kubernetes quantity; write "0.5Gi"'],
    ["-1Gi", 'memory: "-1Gi" is not more than nothing; write it as in "512Mi" or "16Gi"'],
    ["512m", 'memory: "512m" counts in parts of a byte; write "512Mi" or "512M"'],
    ["0.1Mi", 'memory: "0.1Mi" is not a whole number of bytes; write "103Ki"'],
    ["512", 'memory: "512" is too little for any process; write at least "4Mi"; did you mean "512Mi"?'],
    [4, 'memory: 4 has no unit; write "4Mi" or "4Gi"'],
    [true, "memory: true is not text; write a string"],
    [
      { request: "2Gi", limit: "1Gi" },
      "memory: the request 2Gi is more than the limit 1Gi; raise the limit or lower the request",
    ],
    [{ limit: "1Gi" }, 'memory.request: "request" is missing'],
    [{ request: "1Gi", max: "2Gi" }, 'memory.max: "max" is not a field; known are request, limit'],
  ])("memory %j", (memory, problem) => {
    expect(problemsOf({ memory })).toEqual([problem]);
  });

  test.each([
    ["1K", 'cpu: "1K" is not a Kubernetes quantity; write cores as in 2, 0.5 or "500m"'],
    ["0.5m", 'cpu: "0.5m" is finer than a thousandth of a core; write "1m"'],
    [0, 'cpu: 0 is not more than nothing; write cores as in 2, 0.5 or "500m"'],
    [-1, 'cpu: -1 is not more than nothing; write cores as in 2, 0.5 or "500m"'],
    ["1Gi", 'cpu: "1Gi" is a unit of memory; write cores as in 2, 0.5 or "500m"'],
    [Number.NaN, "cpu: NaN is not a number of cores"],
    [[1], 'cpu: a list is not a number of cores; write 2, 0.5 or "500m"'],
    [{ request: 2, limit: 1 }, "cpu: the request 2 is more than the limit 1; raise the limit or lower the request"],
  ])("cpu %j", (cpu, problem) => {
    expect(problemsOf({ cpu })).toEqual([problem]);
  });

  test("requests and limits compare exactly", () => {
    expect(problemsOf({ cpu: { request: "1000m", limit: 1 }, memory: { request: "1000Mi", limit: "1G" } })).toEqual([
      "memory: the request 1000Mi is more than the limit 1G; raise the limit or lower the request",
    ]);
    expect(problemsOf({ cpu: { request: 0.1, limit: "100m" } })).toEqual([]);
  });

  test("a bare value sets the limit of memory, and of nothing else", () => {
    expect(normalizeStepOptions({ cpu: 1, memory: "1Gi", disk: "1Gi" }).options).toEqual({
      cpu: { request: "1" },
      memory: { request: "1Gi", limit: "1Gi" },
      disk: { request: "1Gi" },
    });
    expect(normalizeStepOptions({ memory: { request: "1Gi" } }).options).toEqual({ memory: { request: "1Gi" } });
  });

  test("what is probably a mistake is a warning", () => {
    const { warnings, options } = normalizeStepOptions({ cpu: 500, memory: "32Mi" });
    expect(warnings.map(({ path, message, hint }) => `${path}: ${message}; ${hint}`)).toEqual([
      'cpu: 500 is more cores than most machines have; "500m" is that many thousandths of a core',
      'memory: 32Mi is little for a step: Node.js alone takes about 60Mi; write at least "64Mi"',
    ]);
    expect(options).toBeDefined();
  });

  test.each([
    [{ cpu: 1 }, 'resources.cpu: "cpu" has an option of its own; write the option cpu'],
    [
      { "ephemeral-storage": "1Gi" },
      'resources["ephemeral-storage"]: "ephemeral-storage" has an option of its own; write the option disk',
    ],
    [{ fpga: 1 }, 'resources.fpga: "fpga" is not an extended resource; write its domain, as in "rdma/hca"'],
    [
      { "rdma/hca": 0.5 },
      'resources["rdma/hca"]: 0.5 is not a whole amount of "rdma/hca"; write a whole number, at least 1',
    ],
    [{ "rdma/hca": "1000m" }, undefined],
    [
      { "requests.nvidia.com/gpu": 1 },
      'resources["requests.nvidia.com/gpu"]: "requests.nvidia.com/gpu" is the name of a quota; write "nvidia.com/gpu"',
    ],
    [{ "hugepages-2Mi": "3Mi" }, 'resources["hugepages-2Mi"]: "3Mi" is not a multiple of the page size 2Mi'],
    [
      { "hugepages-x": "2Mi" },
      'resources["hugepages-x"]: "hugepages-x" does not name a page size; write it as in "hugepages-2Mi"',
    ],
    [[], 'resources: a list is not an object; write it as in { "rdma/hca": 1 }'],
  ])("resources %j", (resources, problem) => {
    expect(problemsOf({ resources })).toEqual(problem === undefined ? [] : [problem]);
  });
});

describe("GPUs", () => {
  test.each([
    ["nvidia-l4", 'gpu: "nvidia-l4" is not a GPU; write gpu("nvidia-l4")'],
    [1, 'gpu: 1 is not a GPU; write it as in gpu("nvidia-l4", 2)'],
    [gpus("nvidia-l5"), 'gpu: there is no GPU "nvidia-l5" in the catalogue; did you mean "nvidia-l4"?'],
    [gpus("tpu"), expect.stringMatching(/^gpu: there is no GPU "tpu" in the catalogue; known are any, nvidia-t4, /)],
    [gpus("nvidia-l4", 0.5), "gpu.count: 0.5 is not a whole number from 0 to 1024"],
    [gpus("toString"), expect.stringMatching(/^gpu: there is no GPU "toString"/)],
  ])("%j", (gpu, problem) => {
    expect(problemsOf({ gpu })).toEqual([problem]);
  });

  test("none at all is no option", () => {
    expect(normalizeStepOptions({ gpu: gpus("nvidia-l4", 0) }).options).toEqual({});
  });

  test("are asked for once", () => {
    expect(problemsOf({ gpu: gpus("any"), resources: { "nvidia.com/gpu": 1 } })).toEqual([
      'resources["nvidia.com/gpu"]: "nvidia.com/gpu" is what gpu asks for already; choose one',
    ]);
  });

  test("mean what the cluster's catalogue says", () => {
    const selectorOf = (catalogue: keyof typeof gpuPresets): unknown =>
      normalizeStepOptions({ gpu: gpus("nvidia-a100-80gb") }, { gpus: gpuPresets[catalogue] }).options?.gpu
        ?.nodeSelector;
    expect(selectorOf("nvidia")).toEqual({ "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB" });
    expect(selectorOf("gke")).toEqual({ "cloud.google.com/gke-accelerator": "nvidia-a100-80gb" });
    expect(selectorOf("eks")).toEqual({
      "karpenter.k8s.aws/instance-gpu-name": "a100",
      "karpenter.k8s.aws/instance-gpu-memory": "81920",
    });
    expect(selectorOf("aks")).toEqual({ "karpenter.azure.com/sku-gpu-name": "A100" });
    expect(normalizeStepOptions({ gpu: gpus("our-own") }, { gpus: "unchecked" }).options?.gpu).toMatchObject({
      name: "our-own",
      nodeSelector: {},
    });
  });

  test("of every preset make selectors that Kubernetes takes", () => {
    for (const catalogue of Object.values(gpuPresets)) {
      for (const [name, model] of Object.entries(catalogue)) {
        const raw = {
          gpu: gpus(name),
          nodeSelector: model.nodeSelector,
          tolerations: model.tolerations,
          resources: { [model.resource]: 1 },
        };
        expect(normalizeStepOptions({ ...raw, gpu: undefined }, { gpus: catalogue }).problems).toEqual([]);
      }
    }
  });
});
