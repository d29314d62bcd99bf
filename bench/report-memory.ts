/** Preloaded into a program that is measured: writes its peak memory, in KiB, to the file in `ARGOSY_BENCH_MEMORY`. */
import { writeFileSync } from "node:fs";

const path = process.env["ARGOSY_BENCH_MEMORY"];
if (path !== undefined) process.on("exit", () => writeFileSync(path, String(process.resourceUsage().maxRSS)));
