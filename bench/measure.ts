import { spawn } from "node:child_process";
import { performance } from "node:perf_hooks";

/** One program to time: what is run, and where. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly options: readonly string[];
  readonly cwd: string;
  /** Beside what this process has. */
  readonly env?: { readonly [name: string]: string };
  /** Whether it has done its work all the same when it ends with an error, by what it says. */
  isDone?(errors: string): boolean;
}

/**
 * Wall-clock milliseconds of each program, `rounds` times each, interleaved: whatever else the machine does meanwhile
 * falls on all of them alike.
 */
export async function interleaved(
  programs: readonly Program[],
  rounds: number,
): Promise<readonly (readonly number[])[]> {
  const times: number[][] = programs.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, program] of programs.entries()) {
      const milliseconds = await once(program);
      // The round before the first fills the caches of the disk.
      if (round >= 0) times[index]?.push(milliseconds);
    }
  }
  return times;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Wall-clock milliseconds of one run of a program. */
export async function once(program: Program): Promise<number> {
  const from = performance.now();
  const child = spawn(program.command, program.options, {
    cwd: program.cwd,
    env: { ...process.env, ...program.env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (status !== 0 && program.isDone?.(errors) !== true)
    throw new Error(`${program.name} ended with ${status}:\n${errors}`);
  return performance.now() - from;
}
