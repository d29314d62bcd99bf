/** Applies the fixes that the compiler knows, and keeps only what makes fewer errors. */
import { readFile, writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { Diagnostic } from "@argosy/sdk/ir";
import type { Host } from "./host.ts";

interface Found {
  readonly root: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** A fix may make room for the next one. */
const MOST_ROUNDS = 10;

/** Says on stderr what it changed. */
export async function fixFiles(check: () => Promise<readonly Found[]>, host: Host): Promise<void> {
  let found = await check();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const changes = await changesOf(found);
    if (changes.length === 0) return;
    for (const { path, text } of changes) await writeFile(path, text);
    const after = await check();
    if (countErrors(after) >= countErrors(found)) {
      for (const { path, before } of changes) await writeFile(path, before);
      return;
    }
    for (const { path, applied } of changes) {
      for (const { fix, span } of applied)
        host.stderr.write(
          `${relative(host.cwd, path)}:${span?.line ?? 0}:${span?.column ?? 0} - fixed: ${fix?.title}\n`,
        );
    }
    found = after;
  }
}

interface Change {
  readonly path: string;
  readonly before: string;
  readonly text: string;
  readonly applied: readonly Diagnostic[];
}

async function changesOf(found: readonly Found[]): Promise<readonly Change[]> {
  const { applyFixes } = await import("@argosy/compiler");
  const changes = new Map<string, Change>();
  for (const { root, diagnostics } of found) {
    const edited = new Set(diagnostics.flatMap(({ fix }) => (fix?.edits ?? []).map(({ span }) => span.file)));
    for (const file of edited) {
      const path = resolve(root, file);
      if (changes.has(path)) continue;
      const before = await readFile(path, "utf8");
      const { text, applied } = applyFixes(before, file, diagnostics);
      if (text !== before) changes.set(path, { path, before, text, applied });
    }
  }
  return [...changes.values()];
}

function countErrors(found: readonly Found[]): number {
  return found.reduce((sum, { diagnostics }) => sum + diagnostics.filter((one) => one.severity === "error").length, 0);
}
