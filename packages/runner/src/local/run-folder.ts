/** The files of one run, under `.argosy/runs/<id>/`, and what runs share. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bundle } from "@argosy/sdk/ir";
import type { RunEvent } from "../events.ts";
import { openLines, writeWhole } from "./files.ts";
import type { PodRecord } from "./records/pod-record.ts";
import type { RunFacts } from "./records/run-facts.ts";

/** Under a run's folder. */
export const RUN_FILES = {
  facts: "run.json",
  events: "events.jsonl",
  records: "records.jsonl",
  result: "result.json",
} as const;

export interface RunFolder {
  readonly path: string;
  /** Appends to `events.jsonl`; gives back why it could not. */
  readonly append: (event: RunEvent) => string | undefined;
  /** Appends to `records.jsonl`. From then on no death of this process loses the pod's outputs. */
  readonly record: (record: PodRecord) => void;
  /** An empty folder outside the run, removed with `closeScratch` or at the end. */
  readonly openScratch: () => string;
  readonly closeScratch: (folder: string) => void;
  readonly writeResult: (text: string) => void;
  readonly close: () => void;
}

export function openRunFolder(home: string, facts: RunFacts): RunFolder {
  const path = join(home, "runs", facts.run);
  mkdirSync(path, { recursive: true });
  writeWhole(join(path, RUN_FILES.facts), JSON.stringify(facts));
  const events = openLines(join(path, RUN_FILES.events));
  const records = openLines(join(path, RUN_FILES.records));
  // Short, since socket paths inside it have to fit 108 bytes, and away from the run, since only its values are kept.
  const scratch = mkdtempSync(join(tmpdir(), "argosy-"));
  let scratches = 0;
  return {
    path,
    append: (event) => problemOf(() => events.append(JSON.stringify(event))),
    record: (record) => records.append(JSON.stringify(record)),
    openScratch: () => emptyFolder(join(scratch, String(scratches++))),
    closeScratch: remove,
    writeResult: (text) => writeWhole(join(path, RUN_FILES.result), text),
    close: () => {
      events.close();
      records.close();
      remove(scratch);
    },
  };
}

/** Writes the bundles that are not there yet; gives each bundle's file. */
export function writeBundles(home: string, bundles: Iterable<Bundle>): Map<string, string> {
  const folder = join(home, "bundles");
  mkdirSync(folder, { recursive: true });
  return new Map(
    [...bundles].map((bundle) => {
      const file = join(folder, `${bundle.sha256}.mjs`);
      const size = statSync(file, { throwIfNoEntry: false })?.size;
      if (size !== Buffer.byteLength(bundle.code)) writeWhole(file, bundle.code);
      return [bundle.step, file];
    }),
  );
}

function emptyFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function problemOf(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
