/** From a name to the pieces that give it its value, through imports, re-exports and namespaces. */
import { ts } from "ts-morph";
import type { SourceModules } from "./source-modules.ts";
import type { ModulePieces, Piece } from "./source-pieces.ts";

/** Adds to `uses` what the name needs; `path` are the properties read from it, which tell what of a namespace is meant. */
export function resolveName(
  modules: SourceModules,
  from: ModulePieces,
  name: ts.Identifier,
  path: readonly string[],
  uses: Set<Piece>,
): void {
  for (const piece of piecesOfName(modules, from, name)) {
    uses.add(piece);
    followImport(modules, piece, path, uses);
  }
}

/** Adds what a name at the top level of the module needs, when it is one. */
export function resolveTopLevelName(modules: SourceModules, from: ModulePieces, name: string, uses: Set<Piece>): void {
  for (const piece of from.byName.get(name) ?? []) {
    uses.add(piece);
    followImport(modules, piece, [], uses);
  }
}

/** The pieces of the same module that declare a name; none when it is a local variable or a global. */
export function piecesOfName(modules: SourceModules, from: ModulePieces, name: ts.Identifier): readonly Piece[] {
  if (!from.byName.has(name.text)) return [];
  return piecesOf(from, symbolOf(modules.checker, name));
}

function symbolOf(checker: ts.TypeChecker, name: ts.Identifier): ts.Symbol | undefined {
  const { parent } = name;
  return ts.isShorthandPropertyAssignment(parent) && parent.name === name
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(name);
}

function piecesOf(from: ModulePieces, symbol: ts.Symbol | undefined): readonly Piece[] {
  return (symbol?.declarations ?? []).flatMap((declaration) => from.byNode.get(declaration) ?? []);
}

function followImport(modules: SourceModules, piece: Piece, path: readonly string[], uses: Set<Piece>): void {
  const { shape, specifier } = piece;
  if (shape.kind === "import" && specifier !== undefined) {
    const link = modules.link(piece.module, specifier);
    if (link?.kind === "source") resolveImported(modules, link.module, shape.imported, path, uses);
  }
  if (shape.kind === "statement" && piece.node !== undefined && ts.isImportEqualsDeclaration(piece.node)) {
    const { moduleReference } = piece.node;
    if (ts.isExternalModuleReference(moduleReference))
      resolveWhole(modules, piece.module, moduleReference.expression, uses);
  }
}

function resolveImported(
  modules: SourceModules,
  target: ModulePieces,
  imported: string,
  path: readonly string[],
  uses: Set<Piece>,
): void {
  const [first, ...rest] = path;
  if (imported !== "*") resolveExport(modules, target, imported, path, uses);
  else if (first === undefined) resolveAllExports(modules, target, uses);
  else resolveExport(modules, target, first, rest, uses);
}

/** Everything of a module that is imported or required as a value. */
export function resolveWhole(
  modules: SourceModules,
  from: ModulePieces,
  specifier: ts.Expression,
  uses: Set<Piece>,
): void {
  const link = modules.link(from, specifier);
  if (link?.kind === "source") resolveAllExports(modules, link.module, uses);
}

/** True when the module exports the name itself or through `export *`. */
function resolveExport(
  modules: SourceModules,
  target: ModulePieces,
  name: string,
  path: readonly string[],
  uses: Set<Piece>,
  seen: ReadonlySet<ModulePieces> = new Set(),
): boolean {
  if (seen.has(target)) return false;
  const exported = exportsOf(modules, target);
  const symbol = exported?.get(ts.escapeLeadingUnderscores(name)) ?? exported?.get(ts.InternalSymbolName.ExportEquals);
  if (symbol !== undefined) {
    for (const piece of piecesOf(target, symbol)) resolveExportPiece(modules, piece, path, uses);
    return true;
  }
  const deeper = new Set([...seen, target]);
  for (const star of starExports(target)) {
    const link = star.specifier === undefined ? undefined : modules.link(target, star.specifier);
    // What a package exports is not looked into: its star stays, and esbuild finds the name.
    const isHere =
      link?.kind === "source"
        ? resolveExport(modules, link.module, name, path, uses, deeper)
        : mayExport(modules, star, name);
    if (isHere) uses.add(star);
    if (isHere && link?.kind === "source") return true;
  }
  return false;
}

function resolveExportPiece(modules: SourceModules, piece: Piece, path: readonly string[], uses: Set<Piece>): void {
  uses.add(piece);
  const { shape, specifier, module } = piece;
  if (shape.kind !== "export") return followImport(modules, piece, path, uses);
  if (specifier !== undefined) {
    const link = modules.link(module, specifier);
    if (link?.kind === "source") resolveImported(modules, link.module, shape.name, path, uses);
    return;
  }
  for (const local of module.byName.get(shape.name) ?? []) {
    uses.add(local);
    followImport(modules, local, path, uses);
  }
}

function resolveAllExports(
  modules: SourceModules,
  target: ModulePieces,
  uses: Set<Piece>,
  seen: ReadonlySet<ModulePieces> = new Set(),
): void {
  if (seen.has(target)) return;
  for (const symbol of exportsOf(modules, target)?.values() ?? []) {
    for (const piece of piecesOf(target, symbol)) resolveExportPiece(modules, piece, [], uses);
  }
  for (const star of starExports(target)) {
    uses.add(star);
    const link = star.specifier === undefined ? undefined : modules.link(target, star.specifier);
    if (link?.kind === "source") resolveAllExports(modules, link.module, uses, new Set([...seen, target]));
  }
}

function exportsOf({ checker }: SourceModules, target: ModulePieces): ts.SymbolTable | undefined {
  return checker.getSymbolAtLocation(target.file)?.exports;
}

function starExports(target: ModulePieces): readonly Piece[] {
  return target.pieces.filter(({ shape }) => shape.kind === "export" && shape.exported === "*");
}

function mayExport({ checker }: SourceModules, star: Piece, name: string): boolean {
  const symbol = star.specifier === undefined ? undefined : checker.getSymbolAtLocation(star.specifier);
  return symbol === undefined || checker.tryGetMemberInModuleExports(name, symbol) !== undefined;
}
