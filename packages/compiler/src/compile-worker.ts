/** Compiles in a thread of its own; see large-stack.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { compileHere, type CompileOptions } from "./compile.ts";

async function answer(): Promise<void> {
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(await compileHere(workerData as CompileOptions));
}

void answer();
