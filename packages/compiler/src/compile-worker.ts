/** Compiles or checks in a thread of its own; see large-stack.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { SourceFiles } from "./1-parse/source-files.ts";
import { checkHere } from "./check.ts";
import { compileHere } from "./compile.ts";
import type { Work } from "./large-stack.ts";

async function answer(work: Work): Promise<void> {
  const files = new SourceFiles();
  const result = work.task === "compile" ? compileHere(work.options, files) : checkHere(work.options, files);
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(await result);
}

void answer(workerData as Work);
