/** What a container asks for, in both spellings, and how much of it JavaScript's heap may take. */
import { parseQuantity, quantityToNumber, type ResourceIr, type StepOptionsIr } from "@argosy/sdk/ir";
import type { Accelerator, ContainerResources } from "./objects.ts";

/** For a step that says nothing: enough for plain code, with a limit, since governed namespaces refuse pods without. */
const UNDECLARED: { readonly cpu: ResourceIr; readonly memory: ResourceIr } = {
  cpu: { request: "100m" },
  memory: { request: "256Mi", limit: "2Gi" },
};

/** The numbers count memory in 10⁹ bytes. */
const GIGA = 1e9;

export const SMALL_RESOURCES: ContainerResources = containerResources({
  cpu: { request: "50m" },
  memory: { request: "96Mi", limit: "96Mi" },
});

export function resourcesOf({ cpu, memory, gpu }: StepOptionsIr): ContainerResources {
  const accelerator: Accelerator | undefined =
    gpu === undefined
      ? undefined
      : {
          type: gpu.resource,
          count: String(gpu.count),
          resourceType: gpu.resource,
          resourceCount: String(gpu.count),
        };
  return {
    ...containerResources({ cpu: cpu ?? UNDECLARED.cpu, memory: memory ?? UNDECLARED.memory }),
    ...(accelerator === undefined ? {} : { accelerator }),
  };
}

function containerResources({ cpu, memory }: typeof UNDECLARED): ContainerResources {
  return {
    cpuRequest: numberOf(cpu.request),
    ...(cpu.limit === undefined ? {} : { cpuLimit: numberOf(cpu.limit) }),
    memoryRequest: numberOf(memory.request) / GIGA,
    ...(memory.limit === undefined ? {} : { memoryLimit: numberOf(memory.limit) / GIGA }),
    resourceCpuRequest: cpu.request,
    ...(cpu.limit === undefined ? {} : { resourceCpuLimit: cpu.limit }),
    resourceMemoryRequest: memory.request,
    ...(memory.limit === undefined ? {} : { resourceMemoryLimit: memory.limit }),
  };
}

function numberOf(quantity: string): number {
  return quantityToNumber(parseQuantity(quantity));
}

const MIB = 2 ** 20;
/** What Node.js needs besides the heap. */
const OUTSIDE_HEAP_MIB = 40;
const SMALLEST_HEAP_MIB = 16;

/** The heap that fits the memory limit, as an argument of node. */
export function heapArguments({ resourceMemoryLimit }: ContainerResources): readonly string[] {
  if (resourceMemoryLimit === undefined) return [];
  const heap = Math.max(SMALLEST_HEAP_MIB, Math.floor(numberOf(resourceMemoryLimit) / MIB) - OUTSIDE_HEAP_MIB);
  return [`--max-old-space-size=${heap}`];
}
