/** Finds what a piece of code refers to, by syntax alone; the checker is asked about the few names that matter. */
import { ts } from "ts-morph";
import type { TextRange } from "../bundle/source-graph-types.ts";

export interface References {
  /** Names, with the properties read from them: `ns.part.name` is `ns` with `["part", "name"]`. */
  readonly names: readonly { readonly name: ts.Identifier; readonly path: readonly string[] }[];
  /** Modules that are imported or required by a call. */
  readonly modules: readonly ts.StringLiteralLike[];
  readonly ownPath: readonly TextRange[];
  /** True when there is JSX, which calls a factory without naming it. */
  readonly hasJsx: boolean;
}

interface Found {
  readonly names: { readonly name: ts.Identifier; readonly path: readonly string[] }[];
  readonly modules: ts.StringLiteralLike[];
  readonly ownPath: TextRange[];
  hasJsx: boolean;
}

/** The references in `node` to names that `isWanted`, types and `holes` left out. */
export function referencesIn(
  node: ts.Node,
  isWanted: (name: string) => boolean,
  holes: readonly ts.Node[] = [],
): References {
  const found: Found = { names: [], modules: [], ownPath: [], hasJsx: false };
  const add = (name: ts.Identifier, path: readonly string[]): void => {
    if (isWanted(name.text)) found.names.push({ name, path });
  };
  const visit = (at: ts.Node): void => {
    if (isTypeOnly(at) || holes.includes(at)) return;
    if (ts.isIdentifier(at)) {
      if (PATH_NAMES.has(at.text)) found.ownPath.push(rangeOf(at));
      if (isReference(at)) add(at, []);
      return;
    }
    if (ts.isPropertyAccessExpression(at)) {
      const { base, path } = accessChain(at);
      if (isImportMeta(base) && PATH_PROPERTIES.has(path[0] ?? "")) found.ownPath.push(rangeOf(at));
      if (ts.isIdentifier(base)) add(base, path);
      else visit(base);
      return;
    }
    if (ts.isJsxOpeningLikeElement(at) || ts.isJsxOpeningFragment(at)) found.hasJsx = true;
    if (ts.isCallExpression(at)) found.modules.push(...loadedModule(at));
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}

const PATH_NAMES: ReadonlySet<string> = new Set(["__dirname", "__filename"]);
const PATH_PROPERTIES: ReadonlySet<string> = new Set(["url", "dirname", "filename", "resolve"]);

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isTypeNode(node)) return !ts.isExpressionWithTypeArguments(node);
  if (ts.isHeritageClause(node)) return node.token === ts.SyntaxKind.ImplementsKeyword;
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

/** False for names that stand for a property, a label or a declaration's own part. */
function isReference(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isBindingElement(parent)) return parent.propertyName !== name;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent) || ts.isMetaProperty(parent)) return false;
  if (ts.isPropertyAssignment(parent) || ts.isEnumMember(parent) || ts.isJsxAttribute(parent))
    return parent.name !== name;
  if (ts.isClassElement(parent) || ts.isMethodDeclaration(parent) || ts.isAccessor(parent)) return parent.name !== name;
  return true;
}

function accessChain(access: ts.PropertyAccessExpression): {
  readonly base: ts.Expression;
  readonly path: readonly string[];
} {
  const path: string[] = [];
  let base: ts.Expression = access;
  while (ts.isPropertyAccessExpression(base)) {
    path.unshift(base.name.text);
    base = base.expression;
  }
  return { base, path };
}

function isImportMeta(node: ts.Node): boolean {
  return ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword;
}

function loadedModule(call: ts.CallExpression): readonly ts.StringLiteralLike[] {
  const isLoad =
    call.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(call.expression) && call.expression.text === "require");
  const specifier = call.arguments[0];
  return isLoad && specifier !== undefined && ts.isStringLiteralLike(specifier) ? [specifier] : [];
}

function rangeOf(node: ts.Node): TextRange {
  return { start: node.getStart(), end: node.end };
}
