/** What a pod leaves behind about itself. */
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import type { WireError } from "@argosy/sdk/runtime";
import type { PodEnvironment } from "./environment.ts";
import { lastWords, type PodFailure } from "./failure.ts";

export interface ReportParts {
  readonly metrics: { readonly name: string; readonly value: number }[];
  readonly artifacts: unknown[];
  /** The step looked at the index of its item: its result depends on more than its input. */
  usedItem?: true;
}

/** The file that `ARGOSY_REPORT` names. */
export interface PodReport extends ReportParts {
  readonly exitCode: number;
  readonly peakMemoryBytes: number;
  readonly error?: WireError;
}

export function reportOf(parts: ReportParts, exitCode: number, failure: PodFailure | undefined): PodReport {
  return {
    exitCode,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    ...parts,
    ...(failure === undefined ? {} : { error: failure.error }),
  };
}

export function writeReport({ report }: PodEnvironment, content: PodReport): void {
  if (report === undefined) return;
  quietly(() => {
    writeFileSync(`${report}.tmp`, JSON.stringify(content));
    renameSync(`${report}.tmp`, report);
  });
}

/** Prints the failure to the log, and leaves it where Kubernetes picks it up. */
export function writeLastWords({ terminationLog }: PodEnvironment, failure: PodFailure): void {
  process.stderr.write(`${failure.trace}\n`);
  if (terminationLog === "") return;
  quietly(() => {
    // Only a file that is there: outside Kubernetes there is none, and none must appear.
    const file = openSync(terminationLog, "r+");
    writeSync(file, lastWords(failure.error));
    closeSync(file);
  });
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // The exit code and the log say it too.
  }
}
