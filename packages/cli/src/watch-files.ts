/** Does something again whenever a file that it has read changes. */
import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";

/** Sources, configuration and what decides how they are read. */
const RELEVANT = /\.(?:[cm]?tsx?|json)$|lock/;

/** These say that other packages are installed. */
const MANIFESTS = /^package\.json$|lock/;

export interface Change {
  /** True at first and when packages may have changed: what was read before may be stale. */
  readonly isFresh: boolean;
}

/** Editors write a file in several steps. */
const QUIET_MILLISECONDS = 15;

/**
 * Never returns.
 * @param round Absolute paths of the files that it read; whatever changes beside them may matter to it too.
 */
export async function watchFiles(
  first: readonly string[],
  round: (change: Change) => Promise<readonly string[]>,
): Promise<never> {
  const watchers = new Map<string, FSWatcher>();
  let wake = (): void => undefined;
  let isStale = false;
  let isFresh = true;
  const onEvent = (_: string, name: string | null): void => {
    if (name !== null && !RELEVANT.test(name)) return;
    isStale = true;
    isFresh ||= name === null || MANIFESTS.test(name);
    wake();
  };
  const watchAll = (files: readonly string[]): void => {
    for (const folder of new Set(files.map((file) => dirname(file)))) {
      if (watchers.has(folder)) continue;
      const forget = (): void => {
        watchers.get(folder)?.close();
        watchers.delete(folder);
      };
      try {
        watchers.set(folder, watch(folder, onEvent).on("error", forget));
      } catch {
        // A folder that is gone is found again by the file that names it.
      }
    }
  };
  watchAll(first);
  for (;;) {
    const change = { isFresh };
    isStale = false;
    isFresh = false;
    watchAll(await round(change));
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (isStale) resolve();
    });
    await new Promise((resolve) => setTimeout(resolve, QUIET_MILLISECONDS));
  }
}
