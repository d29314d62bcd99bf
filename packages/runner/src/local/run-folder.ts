/** The files of one run, under `.argosy/runs/<id>/`, and the bundles that runs share. */
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bundle } from "@argosy/sdk/ir";
import type { RunEvent } from "../events.ts";

export interface RunFolder {
  readonly path: string;
  /** Appends to `events.jsonl`; gives back why it could not. */
  readonly append: (event: RunEvent) => string | undefined;
  /** An empty folder for what belongs to one task. */
  readonly taskFolder: (taskPath: string) => string;
  /** An empty folder outside the run, removed with `closeScratch` or at the end. */
  readonly openScratch: () => string;
  readonly closeScratch: (folder: string) => void;
  readonly writeResult: (text: string) => void;
  readonly close: () => void;
}

export function openRunFolder(home: string, run: string): RunFolder {
  const path = join(home, "runs", run);
  mkdirSync(path, { recursive: true });
  const events = openSync(join(path, "events.jsonl"), "a");
  // Short, since socket paths inside it have to fit 108 bytes, and away from the run, since only its values are kept.
  const scratch = mkdtempSync(join(tmpdir(), "argosy-"));
  let scratches = 0;
  return {
    path,
    append: (event) => problemOf(() => writeSync(events, `${JSON.stringify(event)}\n`)),
    taskFolder: (taskPath) => emptyFolder(join(path, "values", ...taskPath.split("/"))),
    openScratch: () => emptyFolder(join(scratch, String(scratches++))),
    closeScratch: remove,
    writeResult: (text) => writeWhole(join(path, "result.json"), text),
    close: () => {
      closeSync(events);
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

function writeWhole(file: string, text: string): void {
  const partial = `${file}.${process.pid}.tmp`;
  writeFileSync(partial, text);
  renameSync(partial, file);
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
