/**
 * TypeScript infers a chain of variables by recursion: some hundred steps in a row overflow the stack that Node starts
 * with. Such a pipeline is compiled once more, in a thread with room for many thousands.
 */
import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { CheckOptions, CheckResult } from "./check.ts";
import type { CompileOptions, CompileResult } from "./compile.ts";

/** What the thread is asked for. */
export type Work =
  | { readonly task: "compile"; readonly options: CompileOptions }
  | { readonly task: "check"; readonly options: CheckOptions };

type ResultOf<Asked extends Work> = Asked extends { readonly task: "compile" } ? CompileResult : CheckResult;

const STACK_MIB = 512;

/** Where a chain of steps with short names begins to overflow. */
const LARGE_BYTES = 24 * 1024;

/** Whether trying it with the stack that Node starts with is likely to be in vain. */
export function needsLargeStack(entry: string): boolean {
  return (statSync(entry, { throwIfNoEntry: false })?.size ?? 0) > LARGE_BYTES;
}

export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

export async function withLargeStack<Asked extends Work>(work: Asked): Promise<ResultOf<Asked>> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./compile-worker.${extension}`, import.meta.url), {
    workerData: work,
    resourceLimits: { stackSizeMb: STACK_MIB },
  });
  try {
    return await new Promise<ResultOf<Asked>>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  } finally {
    await worker.terminate();
  }
}
