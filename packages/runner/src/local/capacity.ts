/** What this machine has, and what a task takes of it. */
import { readdirSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";

/** CPU in thousandths of a core, memory in bytes. */
export interface Resources {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  /** Absent for a machine: nobody counts them. Absent for a task: none. */
  readonly gpus?: number;
}

/** All cores, all memory and all GPUs that this process may use; a machine without GPUs does not count them. */
export function machineCapacity(): Resources {
  const constrained = process.constrainedMemory();
  // Without a control group the answer is 0 or an absurdly large number.
  const memoryBytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  const gpus = countGpus();
  return { cpuMillis: availableParallelism() * 1000, memoryBytes, ...(gpus === 0 ? {} : { gpus }) };
}

function countGpus(): number {
  try {
    return readdirSync("/dev").filter((name) => /^nvidia\d+$/.test(name)).length;
  } catch {
    return 0;
  }
}

export function fits(demand: Resources, room: Resources): boolean {
  return (
    demand.cpuMillis <= room.cpuMillis &&
    demand.memoryBytes <= room.memoryBytes &&
    (room.gpus === undefined || (demand.gpus ?? 0) <= room.gpus)
  );
}

/** `2 CPU, 4096 MiB of memory and 1 GPU`. */
export function printResources({ cpuMillis, memoryBytes, gpus }: Resources): string {
  const memory = `${Math.round(memoryBytes / 2 ** 20)} MiB of memory`;
  const cpu = `${cpuMillis / 1000} CPU`;
  return gpus === undefined ? `${cpu} and ${memory}` : `${cpu}, ${memory} and ${gpus} ${gpus === 1 ? "GPU" : "GPUs"}`;
}
