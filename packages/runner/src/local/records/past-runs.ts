/** Reading what earlier runs left in `.argosy/runs/`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@argosy/sdk/ir";
import type { RunEvent, RunStatus } from "../../events.ts";
import { readLines } from "../files.ts";
import { RUN_FILES } from "../run-folder.ts";
import type { PodRecord } from "./pod-record.ts";
import type { RunFacts } from "./run-facts.ts";

export interface PastRun {
  readonly facts: RunFacts;
  /** In the order of their ends; several for a place that was tried again. */
  readonly records: readonly PodRecord[];
}

/** No such run, or one that cannot be read. */
export class RunNotFoundError extends Error {
  override readonly name: string = "RunNotFoundError";
}

/** @throws {RunNotFoundError} */
export function readRun(home: string, run: string): PastRun {
  const facts = readFacts(home, run);
  if (facts === undefined) {
    const latest = listRuns(home).at(-1);
    const hint = latest === undefined ? "there is none in this folder" : `the latest is ${latest}`;
    throw new RunNotFoundError(`there is no run ${run}; ${hint}`);
  }
  return { facts, records: readLines<PodRecord>(join(home, "runs", run, RUN_FILES.records)) };
}

/**
 * What is known for going on from a run: its records after those of the runs that it went on from in its turn, since it
 * may have ended before it came to all that they had.
 */
export function recordsBehind(home: string, run: PastRun): readonly PodRecord[] {
  const { resumes } = run.facts;
  const before = resumes === undefined || readFacts(home, resumes) === undefined ? undefined : readRun(home, resumes);
  return before === undefined ? run.records : [...recordsBehind(home, before), ...run.records];
}

/** The ids of all runs, the oldest first. */
export function listRuns(home: string): readonly string[] {
  const folder = join(home, "runs");
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((run) => readFacts(home, run) !== undefined)
        .sort()
    : [];
}

function readFacts(home: string, run: string): RunFacts | undefined {
  // A run is named on the command line: it must not lead out of the folder.
  if (!/^[\w-][\w.-]*$/.test(run)) return undefined;
  try {
    return JSON.parse(readFileSync(join(home, "runs", run, RUN_FILES.facts), "utf8")) as RunFacts;
  } catch {
    return undefined;
  }
}

export type PastStatus = RunStatus | "running" | "interrupted";

/** How a run ended, or whether it still goes on. */
export function statusOf(home: string, { run, process }: RunFacts): PastStatus {
  const last = readEvents(home, run).findLast((event) => event.kind === "run-finished");
  if (last !== undefined) return last.status;
  return processStart(process.id) === process.startedAt ? "running" : "interrupted";
}

export function readEvents(home: string, run: string): readonly RunEvent[] {
  return readLines<RunEvent>(join(home, "runs", run, RUN_FILES.events));
}

/** The pipeline's result; undefined when it did not come so far. */
export function readResult(home: string, run: string): Json | undefined {
  try {
    return JSON.parse(readFileSync(join(home, "runs", run, RUN_FILES.result), "utf8")) as Json;
  } catch {
    return undefined;
  }
}

/** Tells a process from a later one with the same id; undefined when there is none. */
export function processStart(id: number): string | undefined {
  try {
    // The 22nd field; the second is a name that may hold spaces and parentheses.
    const stat = readFileSync(`/proc/${id}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")")).split(" ")[20];
  } catch {
    return isAlive(id) ? "alive" : undefined;
  }
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
