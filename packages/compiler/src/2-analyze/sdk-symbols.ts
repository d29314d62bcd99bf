/** Recognises the SDK by resolved declaration, never by name alone. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ts } from "ts-morph";

/** The symbol a name stands for, through imports, re-exports and shorthand properties. */
export function resolveSymbol(checker: ts.TypeChecker, node: ts.Node): ts.Symbol | undefined {
  const symbol =
    ts.isIdentifier(node) && ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
  if (symbol === undefined) return undefined;
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The SDK's own name of what `node` refers to: `step`, `pipeline`, `gpu`, … */
export function sdkName(checker: ts.TypeChecker, node: ts.Node): string | undefined {
  const symbol = resolveSymbol(checker, node);
  return symbol === undefined ? undefined : sdkNameOf(symbol);
}

/** Nothing for what is not the SDK's. */
export function sdkNameOf(symbol: ts.Symbol): string | undefined {
  const declaration = symbol.declarations?.[0];
  if (declaration === undefined) return undefined;
  return isSdkFile(declaration.getSourceFile().fileName) ? symbol.name : undefined;
}

/** The name of the SDK function that an expression calls, if it calls one. */
export function sdkCall(checker: ts.TypeChecker, node: ts.Node): string | undefined {
  return ts.isCallExpression(node) ? sdkName(checker, calleeName(node.expression)) : undefined;
}

function calleeName(callee: ts.Expression): ts.Node {
  return ts.isPropertyAccessExpression(callee) ? callee.name : callee;
}

/** True for the files of `@argosy/sdk`, installed or in a workspace. */
export function isSdkFile(file: string): boolean {
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    const manifest = join(directory, "package.json");
    if (existsSync(manifest)) return /"name":\s*"@argosy\/sdk"/.test(readFileSync(manifest, "utf8"));
    if (dirname(directory) === directory) return false;
  }
}

/** True when `node` names the global `name` of the standard library. */
export function isGlobal(checker: ts.TypeChecker, node: ts.Node, name: string): boolean {
  if (!ts.isIdentifier(node) || node.text !== name) return false;
  const declarations = resolveSymbol(checker, node)?.declarations;
  return declarations === undefined || declarations.every((one) => one.getSourceFile().isDeclarationFile);
}
