/** Cuts a module into the pieces that a slice keeps or drops. */
import { ts } from "ts-morph";
import type { EffectKind, SourcePiece, TextRange } from "../bundle/source-graph-types.ts";

type Distribute<T> = T extends unknown ? Omit<T, "uses" | "reached" | "ownPath"> : never;

/** A piece while the graph is built. */
export interface Piece {
  readonly module: ModulePieces;
  /** Its place in the module's list. */
  readonly index: number;
  readonly shape: Distribute<SourcePiece>;
  /** What its references are looked for in; imports and exports have none. */
  readonly node?: ts.Node;
  readonly specifier?: ts.Expression;
  readonly names: readonly string[];
}

export interface ModulePieces {
  readonly file: ts.SourceFile;
  readonly pieces: readonly Piece[];
  readonly byNode: ReadonlyMap<ts.Node, Piece>;
  readonly byName: ReadonlyMap<string, readonly Piece[]>;
}

interface Cutting {
  readonly module: {
    readonly file: ts.SourceFile;
    readonly pieces: Piece[];
    readonly byNode: Map<ts.Node, Piece>;
    readonly byName: Map<string, Piece[]>;
  };
  readonly file: ts.SourceFile;
}

export function cutModule(file: ts.SourceFile): ModulePieces {
  const cutting: Cutting = { file, module: { file, pieces: [], byNode: new Map(), byName: new Map() } };
  for (const statement of file.statements) cutStatement(cutting, statement);
  return cutting.module;
}

function add(cutting: Cutting, piece: Omit<Piece, "module" | "index">, declarations: readonly ts.Node[]): void {
  const added = { ...piece, module: cutting.module, index: cutting.module.pieces.length };
  cutting.module.pieces.push(added);
  for (const declaration of declarations) cutting.module.byNode.set(declaration, added);
  for (const name of piece.names) {
    const same = cutting.module.byName.get(name);
    if (same === undefined) cutting.module.byName.set(name, [added]);
    else same.push(added);
  }
}

function cutStatement(cutting: Cutting, statement: ts.Statement): void {
  if (ts.isImportDeclaration(statement)) return cutImport(cutting, statement);
  if (ts.isExportDeclaration(statement)) return cutExport(cutting, statement);
  if (hasNoRunTime(statement)) return;
  if (ts.isVariableStatement(statement)) return cutVariables(cutting, statement);
  const range = rangeOf(cutting, statement);
  if (isDeclaration(statement)) {
    const names = ts.isExportAssignment(statement) || statement.name === undefined ? [] : [statement.name.text];
    return add(cutting, { shape: { kind: "statement", ...range }, node: statement, names }, [statement]);
  }
  add(cutting, { shape: { kind: "effect", effect: effectOf(statement), ...range }, node: statement, names: [] }, [
    statement,
  ]);
}

type Declaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  | ts.ImportEqualsDeclaration
  | ts.ExportAssignment;

function isDeclaration(statement: ts.Statement): statement is Declaration {
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement) ||
    ts.isExportAssignment(statement)
  );
}

function hasNoRunTime(statement: ts.Statement): boolean {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isEmptyStatement(statement))
    return true;
  if (ts.isNamespaceExportDeclaration(statement)) return true;
  if (ts.isFunctionDeclaration(statement) && statement.body === undefined) return true;
  if (ts.isImportEqualsDeclaration(statement) && statement.isTypeOnly) return true;
  if (
    ts.isModuleDeclaration(statement) &&
    (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0)
  )
    return true;
  if (ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression)) return true;
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
  );
}

function cutVariables(cutting: Cutting, statement: ts.VariableStatement): void {
  const { declarations } = statement.declarationList;
  const head = {
    start: statement.getStart(cutting.file),
    end: declarations[0]?.getStart(cutting.file) ?? statement.end,
  };
  for (const declaration of declarations) {
    const bound = boundNames(declaration.name);
    const names = bound.map(({ name }) => (ts.isIdentifier(name) ? name.text : ""));
    const shape = { kind: "declarator", head, ...rangeOf(cutting, declaration) } as const;
    add(cutting, { shape, node: declaration, names }, [declaration, ...bound]);
  }
}

/** The nodes that give a symbol its name: the declaration itself, or elements of its pattern. */
function boundNames(name: ts.BindingName): readonly (ts.VariableDeclaration | ts.BindingElement)[] {
  if (ts.isIdentifier(name)) return [name.parent as ts.VariableDeclaration | ts.BindingElement];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

function cutImport(cutting: Cutting, statement: ts.ImportDeclaration): void {
  const { importClause: clause, moduleSpecifier: specifier } = statement;
  const from = (specifier as ts.StringLiteral).text;
  if (clause === undefined) {
    const shape = { kind: "effect", effect: "import", ...rangeOf(cutting, statement) } as const;
    return add(cutting, { shape, specifier, names: [] }, [statement]);
  }
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
  const attributes =
    statement.attributes === undefined ? {} : { attributes: statement.attributes.getText(cutting.file) };
  const one = (node: ts.Node, imported: string, local: string): void => {
    const shape = { kind: "import", from, imported, local, ...attributes, ...rangeOf(cutting, node) } as const;
    add(cutting, { shape, specifier, names: [local] }, [node]);
  };
  const { name, namedBindings } = clause;
  if (name !== undefined) {
    const range = rangeOf(cutting, name);
    add(
      cutting,
      {
        shape: { kind: "import", from, imported: "default", local: name.text, ...attributes, ...range },
        specifier,
        names: [name.text],
      },
      [clause],
    );
  }
  if (namedBindings === undefined) return;
  if (ts.isNamespaceImport(namedBindings)) return one(namedBindings, "*", namedBindings.name.text);
  for (const element of namedBindings.elements) {
    if (!element.isTypeOnly) one(element, (element.propertyName ?? element.name).text, element.name.text);
  }
}

function cutExport(cutting: Cutting, statement: ts.ExportDeclaration): void {
  if (statement.isTypeOnly) return;
  const { exportClause: clause, moduleSpecifier: specifier } = statement;
  const attributes =
    statement.attributes === undefined ? {} : { attributes: statement.attributes.getText(cutting.file) };
  const origin = specifier === undefined ? {} : { from: (specifier as ts.StringLiteral).text };
  const one = (node: ts.Node, name: string, exported: string): void => {
    const shape = { kind: "export", ...origin, name, exported, ...attributes, ...rangeOf(cutting, node) } as const;
    add(cutting, { shape, ...(specifier === undefined ? {} : { specifier }), names: [] }, [node]);
  };
  if (clause === undefined) return one(statement, "*", "*");
  if (ts.isNamespaceExport(clause)) return one(clause, "*", clause.name.text);
  for (const element of clause.elements) {
    if (!element.isTypeOnly) one(element, (element.propertyName ?? element.name).text, element.name.text);
  }
}

function effectOf(statement: ts.Statement): EffectKind {
  if (
    ts.isIfStatement(statement) &&
    /\b(import\.meta\.main|require\.main|process\.argv)\b/.test(statement.expression.getText())
  )
    return "program";
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return "change";
  return /^console\b/.test(statement.expression.expression.getText()) ? "console" : "change";
}

function rangeOf(cutting: Cutting, node: ts.Node): TextRange {
  return { start: node.getStart(cutting.file), end: node.end };
}
