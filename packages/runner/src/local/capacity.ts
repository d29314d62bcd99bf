/** What this machine has, and what a task takes of it. */
import { availableParallelism, totalmem } from "node:os";

/** CPU in thousandths of a core, memory in bytes. */
export interface Resources {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

/** All cores and all memory that this process may use. */
export function machineCapacity(): Resources {
  const constrained = process.constrainedMemory();
  // Without a control group the answer is 0 or an absurdly large number.
  const memoryBytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return { cpuMillis: availableParallelism() * 1000, memoryBytes };
}

export function fits(demand: Resources, room: Resources): boolean {
  return demand.cpuMillis <= room.cpuMillis && demand.memoryBytes <= room.memoryBytes;
}
