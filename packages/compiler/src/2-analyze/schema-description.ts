/** Descriptions from JSDoc. */
import type { JsonSchema } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { isSdkFile } from "./sdk-symbols.ts";

export function describe(schema: JsonSchema, description: string | undefined): JsonSchema {
  return description === undefined ? schema : { ...schema, description };
}

/** What the type's own declaration says. The documentation of `Record` or of a package says nothing about the user's data. */
export function typeDescription(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  const symbol = type.aliasSymbol ?? type.symbol;
  return symbol === undefined ? undefined : symbolDescription(checker, symbol);
}

export function symbolDescription(checker: ts.TypeChecker, symbol: ts.Symbol): string | undefined {
  if (!symbol.declarations?.some((declaration) => !isForeign(declaration))) return undefined;
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  return text === "" ? undefined : text;
}

/** True for what no author of a pipeline wrote: a library's declarations. */
export function isForeign(declaration: ts.Node): boolean {
  const file = declaration.getSourceFile();
  return file.isDeclarationFile || file.fileName.includes("/node_modules/") || isSdkFile(file.fileName);
}
