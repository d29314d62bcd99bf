/** What a container asks for, and how much of it JavaScript's heap may take. */
import type { StepOptionsIr } from "@argosy/sdk/ir";
import { byAttempt } from "./by-attempt.ts";
import type { LimitsByAttempt } from "./memory-ladder.ts";
import type { ResourceRequirements, Strings } from "./objects.ts";

/** For a step that says nothing: enough for plain code, with a limit, since governed namespaces refuse pods without. */
const UNDECLARED = { cpu: "100m", memory: "256Mi", memoryLimit: "2Gi" } as const;

/** Expressions between steps, and raising an error. */
export const GLUE_RESOURCES: ResourceRequirements = {
  requests: { cpu: "50m", memory: "96Mi" },
  limits: { memory: "96Mi" },
};

/** Argo's own containers beside `main`: they copy files and report outputs. */
export const EXECUTOR_RESOURCES: ResourceRequirements = {
  requests: { cpu: "10m", memory: "32Mi" },
  limits: { memory: "256Mi" },
};

export function resourcesOf(options: StepOptionsIr): ResourceRequirements {
  const { cpu, memory, gpu, disk, resources = {} } = options;
  const extended: Strings = { ...resources, ...(gpu === undefined ? {} : { [gpu.resource]: String(gpu.count) }) };
  const requests = {
    cpu: cpu?.request ?? UNDECLARED.cpu,
    memory: memory?.request ?? UNDECLARED.memory,
    ...(disk === undefined ? {} : { "ephemeral-storage": disk.request }),
    ...extended,
  };
  const limits = {
    ...optional("cpu", cpu?.limit),
    ...optional("memory", memory === undefined ? UNDECLARED.memoryLimit : memory.limit),
    ...optional("ephemeral-storage", disk?.limit),
    ...extended,
  };
  return { requests, ...(Object.keys(limits).length === 0 ? {} : { limits }) };
}

function optional(name: string, value: string | undefined): Strings {
  return value === undefined ? {} : { [name]: value };
}

const MIB = 2 ** 20;
/** What Node.js needs besides the heap. */
const OUTSIDE_HEAP_MIB = 40;
const SMALLEST_HEAP_MIB = 16;

/** The heap that fits the limit of each attempt, as an argument of node. */
export function heapArguments(limits: LimitsByAttempt | undefined): readonly string[] {
  if (limits === undefined) return [];
  const heap = (bytes: number): string =>
    String(Math.max(SMALLEST_HEAP_MIB, Math.floor(bytes / MIB) - OUTSIDE_HEAP_MIB));
  const [first, ...others] = limits;
  return [`--max-old-space-size=${byAttempt([heap(first), ...others.map(heap)])}`];
}
