/** Forgetting runs, and what nothing refers to any more. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { listRuns, readRun, RunNotFoundError, statusOf } from "./past-runs.ts";
import { cacheFile } from "./cache-folder.ts";
import type { PodRecord } from "./pod-record.ts";

/** Removes what is known of one run; what others may share stays until `collectGarbage`. @throws {RunNotFoundError} */
export function removeRun(home: string, run: string): void {
  const { facts } = readRun(home, run);
  if (statusOf(home, facts) === "running") throw new RunNotFoundError(`the run ${run} still goes on`);
  rmSync(join(home, "runs", run), { recursive: true, force: true });
}

export interface Collected {
  readonly runs: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

// What a run that goes on has written and not yet referred to.
const YOUNG_MS = 3_600_000;

/** Removes all but the latest `keep` runs that have ended, and every file that no remaining run refers to. */
export function collectGarbage(home: string, keep: number, now: number): Collected {
  const ended = listRuns(home).filter((run) => statusOf(home, readRun(home, run).facts) !== "running");
  const runs = ended.slice(0, Math.max(0, ended.length - keep));
  for (const run of runs) removeRun(home, run);
  const isNamed = namesIn(home);
  const removed = ["values", "bundles", "cache", "store/sha256"]
    .flatMap((folder) => filesIn(join(home, folder)))
    .filter((file) => !isNamed(file) && now - statSync(file).mtimeMs > YOUNG_MS);
  const bytes = removed.reduce((sum, file) => sum + statSync(file).size, 0);
  for (const file of removed) rmSync(file, { force: true });
  return { runs, files: removed.length, bytes };
}

/** Whether a file is named by a run that is left: by its digest, or as a result that this run gave or took. */
function namesIn(home: string): (file: string) => boolean {
  const digests = new Set<string>();
  const cached = new Set<string>();
  const note = (text: string): void => {
    for (const [digest] of text.matchAll(/[0-9a-f]{64}|[0-9a-f]{2}\/[0-9a-f]{62}/g))
      digests.add(digest.replace("/", ""));
  };
  for (const run of listRuns(home)) {
    note(readFileSync(join(home, "runs", run, "run.json"), "utf8"));
    const counts = new Map<string, number>();
    for (const record of readRun(home, run).records) {
      note(JSON.stringify(record));
      for (const file of cacheFilesOf(home, record, counts)) cached.add(file);
    }
    const result = join(home, "runs", run, "result.json");
    if (existsSync(result)) note(readFileSync(result, "utf8"));
  }
  // Kept texts name files in their turn: spilled values, artifacts.
  for (const file of filesIn(join(home, "values"))) if (digests.has(digestIn(file))) note(readFileSync(file, "utf8"));
  return (file) => digests.has(digestIn(file)) || cached.has(file);
}

function* cacheFilesOf(home: string, record: PodRecord, counts: Map<string, number>): Generator<string> {
  for (const key of [record.exact, record.key]) {
    if (key === undefined) continue;
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    yield cacheFile(home, key, nth);
  }
}

/** `…/ab/cdef` and `…/abcdef.mjs` alike. */
function digestIn(file: string): string {
  const parts = file.replace(/\.[a-z]+$/, "").split(/[\\/]/);
  const last = parts.at(-1) ?? "";
  return last.length === 64 ? last : `${parts.at(-2)}${last}`;
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
