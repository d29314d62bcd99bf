import { relative, sep } from "node:path";
import type { Diagnostic } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import type { ParsedProgram } from "./types.ts";

/** TypeScript's own findings in the user's files, as they are: library and declaration files are not the user's. */
export function typescriptDiagnostics({ program, root }: ParsedProgram): readonly Diagnostic[] {
  return program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && isInside(root, file.fileName))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .filter((found) => found.category === ts.DiagnosticCategory.Error)
    .map((found) => convert(found, root));
}

function isInside(root: string, file: string): boolean {
  return file.startsWith(`${root}/`) && !file.slice(root.length).includes("/node_modules/");
}

function convert(found: ts.Diagnostic, root: string): Diagnostic {
  const message = ts.flattenDiagnosticMessageText(found.messageText, "\n");
  const common = { code: `TS${found.code}`, severity: "error", message } as const;
  if (found.file === undefined || found.start === undefined) return common;
  const { line, character } = found.file.getLineAndCharacterOfPosition(found.start);
  const file = relative(root, found.file.fileName).split(sep).join("/");
  const end = found.start + (found.length ?? 0);
  return { ...common, span: { file, start: found.start, end, line: line + 1, column: character + 1 } };
}
