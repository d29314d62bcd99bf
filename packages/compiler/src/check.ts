import { dirname } from "node:path";
import type { Diagnostic } from "@argosy/sdk/ir";
import { parseProgram } from "./1-parse/program.ts";
import { SourceFiles } from "./1-parse/source-files.ts";
import { hasSyntaxErrors, userFiles } from "./1-parse/typescript-diagnostics.ts";
import { findPipelines } from "./2-analyze/find-pipelines.ts";
import { Diagnostics } from "./diagnostics/collector.ts";
import { bugOfOurs } from "./bug-of-ours.ts";
import { isStackOverflow, withLargeStack } from "./large-stack.ts";
import { lowerSource } from "./lower-source.ts";

export interface CheckOptions {
  /** Absolute path of the TypeScript file. */
  readonly entry: string;
  /** How messages name the file; the path itself when absent. */
  readonly shownAs?: string;
  /** The pipeline's name or export; all of the file when absent. */
  readonly pipeline?: string;
}

export interface CheckResult {
  /** Absolute; spans are relative to it. */
  readonly root: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of the user's files that were read, the entry first. */
  readonly read: readonly string[];
  /** What was thrown where nothing may be: the bug behind an `AR9001`. */
  readonly bug?: unknown;
}

/**
 * Type-checks a file and analyses its pipelines, as far as no target has a say in it.
 * @param files What earlier checks have parsed; with it a check takes some milliseconds.
 */
export async function check(options: CheckOptions, files: SourceFiles = new SourceFiles()): Promise<CheckResult> {
  try {
    return await checkHere(options, files);
  } catch (error) {
    if (isStackOverflow(error)) return withLargeStack({ task: "check", options });
    return { root: dirname(options.entry), read: [options.entry], ...bugOfOurs(error) };
  }
}

/** The same, with the stack of the calling thread. */
export async function checkHere(
  { entry, shownAs = entry, pipeline }: CheckOptions,
  files: SourceFiles,
): Promise<CheckResult> {
  const { parsed, root, diagnostics: typeErrors } = parseProgram(entry, shownAs, files);
  if (parsed === undefined) return { root, diagnostics: typeErrors, read: [entry] };
  const read = userFiles(parsed);
  if (hasSyntaxErrors(parsed)) return { root, diagnostics: typeErrors, read };
  const diagnostics = new Diagnostics();
  const exported = findPipelines(parsed).map((found) => found.exportName);
  for (const name of pipeline === undefined && exported.length > 1 ? exported : [pipeline]) {
    await lowerSource(parsed, typeErrors, { pipeline: name, shownAs, forceGlue: false }, diagnostics);
  }
  return { root, diagnostics: diagnostics.list, read };
}
