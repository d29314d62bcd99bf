/** TypeScript's command with a stack that holds chains of thousands of calls: `node bench/tsc.ts OPTIONS…`. */
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";

const command = createRequire(import.meta.url).resolve("typescript/lib/tsc.js");
new Worker(command, { argv: process.argv.slice(2), resourceLimits: { stackSizeMb: 512 } }).on("exit", (code) => {
  process.exitCode = code;
});
