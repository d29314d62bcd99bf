/** The pods of an earlier run, found by what they gave. */
import type { PodRecord } from "./pod-record.ts";

export interface RecordIndex {
  /** Takes one away that has the key: the one at the same place, else one that nobody took. Each call gives another. */
  readonly take: (kind: "exact" | "key", key: string, path: string) => PodRecord | undefined;
}

export function indexRecords(records: readonly PodRecord[]): RecordIndex {
  const taken = new Set<string>();
  const maps = { exact: new Map<string, PodRecord[]>(), key: new Map<string, PodRecord[]>() };
  for (const record of records) {
    if (record.ports === undefined || record.caught === true) continue;
    for (const kind of ["exact", "key"] as const) {
      const key = record[kind];
      if (key === undefined) continue;
      const list = maps[kind].get(key);
      if (list === undefined) maps[kind].set(key, [record]);
      else list.push(record);
    }
  }
  return {
    take: (kind, key, path) => {
      const all = maps[kind].get(key) ?? [];
      // The last one at a place is the one that counted.
      const found =
        all.findLast((record) => record.path === path) ??
        all.find((record) => record.placed !== true && !taken.has(record.origin));
      if (found !== undefined) taken.add(found.origin);
      return found;
    },
  };
}
