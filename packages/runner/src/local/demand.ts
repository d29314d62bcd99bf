/** What a pod takes of the machine: what its step declared. */
import type { StepIr } from "@argosy/sdk/ir";
import { grownMemory, parseQuantity, quantityToNumber } from "@argosy/sdk/ir";
import type { Resources } from "./capacity.ts";

const MIB = 2 ** 20;
const GLUE: Demand = { cpuMillis: 50, memoryBytes: 96 * MIB, limitBytes: 96 * MIB };
// A step that says nothing could take anything; these keep a hundred of them from starting at once.
const UNDECLARED: Resources = { cpuMillis: 1000, memoryBytes: 256 * MIB };

export interface Demand extends Resources {
  /** What the process may use at most; absent when the step declared nothing. */
  readonly limitBytes?: number;
}

/** @param outOfMemory how many attempts have run out of memory */
export function demandOf(step: StepIr | undefined, outOfMemory = 0): Demand {
  if (step === undefined) return GLUE;
  const { cpu, gpu, retry } = step.options;
  const growth = retry?.memory;
  const memory =
    step.options.memory && growth ? grownMemory(step.options.memory, growth, outOfMemory) : step.options.memory;
  const limit = memory?.limit ?? memory?.request;
  return {
    cpuMillis: cpu === undefined ? UNDECLARED.cpuMillis : Math.ceil(amount(cpu.request) * 1000),
    memoryBytes: memory === undefined ? UNDECLARED.memoryBytes : amount(memory.request),
    ...(limit === undefined ? {} : { limitBytes: amount(limit) }),
    ...(gpu === undefined ? {} : { gpus: gpu.count }),
  };
}

function amount(quantity: string): number {
  return quantityToNumber(parseQuantity(quantity));
}

// Node itself needs memory outside the heap.
const OUTSIDE_HEAP_MIB = 40;
const SMALLEST_HEAP_MIB = 16;

/** The heap that fits a limit, as an argument of node. */
export function heapArguments({ limitBytes }: Demand): readonly string[] {
  if (limitBytes === undefined) return [];
  const heap = Math.max(SMALLEST_HEAP_MIB, Math.floor(limitBytes / MIB) - OUTSIDE_HEAP_MIB);
  return [`--max-old-space-size=${heap}`];
}
