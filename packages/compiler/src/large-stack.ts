/**
 * TypeScript infers a chain of variables by recursion: some hundred steps in a row overflow the stack that Node starts
 * with. Such a pipeline is compiled once more, in a thread with room for many thousands.
 */
import { Worker } from "node:worker_threads";
import type { CompileOptions, CompileResult } from "./compile.ts";

const STACK_MIB = 512;

export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

export async function compileWithLargeStack(options: CompileOptions): Promise<CompileResult> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./compile-worker.${extension}`, import.meta.url), {
    workerData: options,
    resourceLimits: { stackSizeMb: STACK_MIB },
  });
  try {
    return await new Promise<CompileResult>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  } finally {
    await worker.terminate();
  }
}
