import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Diagnostic } from "@argosy/sdk/ir";
import { fileNotFound } from "../diagnostics/source.ts";
import { compilerOptionsFor } from "./compiler-options.ts";
import { SourceFiles } from "./source-files.ts";
import type { ParsedProgram } from "./types.ts";
import { typescriptDiagnostics } from "./typescript-diagnostics.ts";

/**
 * Loads the module graph below `entry` once, with the user's own TypeScript settings. With the `files` of an earlier
 * program nothing is parsed twice.
 */
export function parseProgram(
  entry: string,
  shownAs: string,
  files: SourceFiles = new SourceFiles(),
): { readonly parsed?: ParsedProgram; readonly diagnostics: readonly Diagnostic[]; readonly root: string } {
  const root = projectRoot(entry);
  if (!existsSync(entry) || !statSync(entry).isFile()) {
    return { diagnostics: [fileNotFound(undefined, { path: shownAs })], root };
  }
  const { options, declarations } = compilerOptionsFor(entry);
  const program = files.program([entry, ...declarations], options);
  const entryFile = program.getSourceFile(entry);
  if (entryFile === undefined) return { diagnostics: [fileNotFound(undefined, { path: shownAs })], root };
  const parsed: ParsedProgram = { program, checker: program.getTypeChecker(), entry: entryFile, root };
  return { parsed, diagnostics: typescriptDiagnostics(parsed), root };
}

/** The folder of the nearest package.json or tsconfig.json; spans and digests are relative to it. */
function projectRoot(entry: string): string {
  const start = dirname(entry);
  for (let directory = start; ; directory = dirname(directory)) {
    if (existsSync(join(directory, "package.json")) || existsSync(join(directory, "tsconfig.json"))) return directory;
    if (dirname(directory) === directory) return start;
  }
}
