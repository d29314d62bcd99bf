/** Results by what made them: `.argosy/cache/`, shared by all runs of a folder. */
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeWhole } from "../files.ts";
import type { PodRecord } from "./pod-record.ts";
import { digestOf } from "./value-folder.ts";

export interface CacheFolder {
  /** `nth` counts the pods of one run that have the key: a step that is called twice alike has two results. */
  readonly get: (key: string, nth: number) => PodRecord | undefined;
  /** Takes the place of the record before. */
  readonly put: (key: string, nth: number, record: PodRecord) => void;
}

export function cacheFolder(home: string): CacheFolder {
  return {
    get: (key, nth) => {
      try {
        return JSON.parse(readFileSync(cacheFile(home, key, nth), "utf8")) as PodRecord;
      } catch {
        // Not there, or damaged: the step runs.
        return undefined;
      }
    },
    put: (key, nth, record) => {
      const file = cacheFile(home, key, nth);
      mkdirSync(dirname(file), { recursive: true });
      writeWhole(file, JSON.stringify(record));
    },
  };
}

export function cacheFile(home: string, key: string, nth: number): string {
  const name = nth === 0 ? key : digestOf(`${key} ${nth}`);
  return join(home, "cache", name.slice(0, 2), `${name.slice(2)}.json`);
}
