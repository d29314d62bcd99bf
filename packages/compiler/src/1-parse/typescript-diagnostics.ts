import { relative, sep } from "node:path";
import type { Diagnostic } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import type { ParsedProgram } from "./types.ts";

/**
 * TypeScript's own findings in the user's files, as they are: library and declaration files are not the user's.
 * Where the text is no TypeScript at all, nothing is said about its types.
 */
export function typescriptDiagnostics(parsed: ParsedProgram): readonly Diagnostic[] {
  const { program, root } = parsed;
  const syntax = syntaxErrors(parsed);
  const found = syntax.length > 0 ? syntax : filesOf(parsed).flatMap((file) => program.getSemanticDiagnostics(file));
  return found.filter((one) => isError(one) && one.code !== META_IN_COMMONJS).map((one) => convert(one, root));
}

/** `import.meta` is refused in files that become CommonJS; a step's code becomes an ES module in any project. */
const META_IN_COMMONJS = 1470;

/** True when a file cannot be read as TypeScript, so that nothing can be said about what it means. */
export function hasSyntaxErrors(parsed: ParsedProgram): boolean {
  return syntaxErrors(parsed).some(isError);
}

function syntaxErrors(parsed: ParsedProgram): readonly ts.Diagnostic[] {
  return filesOf(parsed).flatMap((file) => [...parsed.program.getSyntacticDiagnostics(file)]);
}

function filesOf({ program, root }: ParsedProgram): readonly ts.SourceFile[] {
  return program.getSourceFiles().filter((file) => !file.isDeclarationFile && isInside(root, file.fileName));
}

/** Absolute paths of the user's files, the entry first. */
export function userFiles(parsed: ParsedProgram): readonly string[] {
  const { entry, root } = parsed;
  const sources = parsed.program.getSourceFiles().map(({ fileName }) => fileName);
  return [entry.fileName, ...sources.filter((file) => file !== entry.fileName && isInside(root, file))];
}

function isError({ category }: ts.Diagnostic): boolean {
  return category === ts.DiagnosticCategory.Error;
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
