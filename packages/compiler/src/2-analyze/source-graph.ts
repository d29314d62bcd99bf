import type { FragmentId, StepId } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import type {
  FragmentRoot,
  ModuleLink,
  PieceRef,
  SourceCompilerOptions,
  SourceGraph,
  SourceModule,
  SourcePiece,
  StepRoot,
  TextRange,
} from "../bundle/source-graph-types.ts";
import { effectsOf, type ModuleEffects } from "./source-effects.ts";
import { type SourceModules, sourceModules } from "./source-modules.ts";
import type { ModulePieces, Piece } from "./source-pieces.ts";
import { referencesIn } from "./source-references.ts";
import { resolveName, resolveTopLevelName, resolveWhole } from "./source-resolve.ts";

/** Where a slice of the user's program starts. */
export type Root =
  /** `declaration` holds `step(options, fn)` or `container(options)` at the top level of a module. */
  | {
      readonly kind: "step";
      readonly id: StepId;
      readonly declaration: ts.VariableDeclaration | ts.ExportAssignment;
      /** What of it is the step's own code: the function, or the options. */
      readonly fn: ts.Expression;
      /** Of options: those that are code. Default: all. */
      readonly parts?: readonly ts.ObjectLiteralElementLike[];
    }
  /** `params` are the free local variables of `node`, which becomes an arrow function of them in its module's scope. */
  | {
      readonly kind: "fragment";
      readonly id: FragmentId;
      readonly node: ts.Expression;
      readonly params: readonly string[];
      readonly text: string;
      /** Parts of `node`, such as awaits, that the fragment's text has parameters for: nothing in them is followed. */
      readonly holes: readonly ts.Node[];
    };

export interface SourceGraphOptions {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** Absolute path of the project root. */
  readonly root: string;
  readonly isSdkModule: (fileName: string) => boolean;
  readonly roots: readonly Root[];
}

/** What code refers to, before modules have numbers. */
interface Reach {
  readonly uses: ReadonlySet<Piece>;
  readonly ownPath: readonly TextRange[];
}

/** Cuts the user's modules into pieces and follows what the roots reach. */
export function buildSourceGraph(options: SourceGraphOptions): SourceGraph {
  const modules = sourceModules(options);
  const effects = effectsFinder(modules, options);
  const rootReach = new Map(
    options.roots.map((root) => [
      root,
      reachOf(
        modules,
        modules.of(fileOf(root)),
        root.kind === "step" ? root.fn : root.node,
        root.kind === "step" ? withoutParts(root) : root.holes,
      ),
    ]),
  );
  const reached = follow(
    modules,
    effects,
    [...rootReach.values()].flatMap(({ uses }) => [...uses]),
  );
  const numbers = numberModules(modules, reached, options.roots);
  return {
    modules: [...numbers.keys()].map((module) => describeModule(modules, module, numbers, reached, effects(module))),
    roots: options.roots.map((root) => describeRoot(modules, root, rootReach.get(root) as Reach, numbers)),
    compilerOptions: relevantOptions(options.program.getCompilerOptions()),
  };
}

/** The options that are no code. */
function withoutParts({ fn, parts }: Root & { kind: "step" }): readonly ts.Node[] {
  if (parts === undefined) return [];
  const kept = new Set<ts.Node>(parts);
  const others: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) others.push(...node.properties.filter((property) => !kept.has(property)));
    else ts.forEachChild(node, visit);
  };
  visit(fn);
  return others;
}

function fileOf(root: Root): ts.SourceFile {
  return (root.kind === "step" ? root.fn : root.node).getSourceFile();
}

function reachOf(modules: SourceModules, module: ModulePieces, node: ts.Node, holes: readonly ts.Node[] = []): Reach {
  const references = referencesIn(node, (name) => module.byName.has(name), holes);
  const uses = new Set<Piece>();
  for (const { name, path } of references.names) resolveName(modules, module, name, path, uses);
  if (references.hasJsx) for (const name of modules.jsxNames) resolveTopLevelName(modules, module, name, uses);
  for (const specifier of references.modules) resolveWhole(modules, module, specifier, uses);
  return { uses, ownPath: references.ownPath };
}

/** Every piece that the given ones need, each with what it refers to. */
function follow(
  modules: SourceModules,
  effects: (module: ModulePieces) => ModuleEffects,
  start: readonly Piece[],
): ReadonlyMap<Piece, Reach> {
  const reached = new Map<Piece, Reach>();
  const waiting = [...start];
  for (let piece = waiting.pop(); piece !== undefined; piece = waiting.pop()) {
    if (reached.has(piece)) continue;
    const { uses, ownPath } =
      piece.node === undefined ? { uses: [], ownPath: [] } : reachOf(modules, piece.module, piece.node);
    const all = new Set([...uses, ...(effects(piece.module).changing.get(piece) ?? [])]);
    all.delete(piece);
    reached.set(piece, { uses: all, ownPath });
    waiting.push(...all);
  }
  return reached;
}

function effectsFinder(
  modules: SourceModules,
  { checker, isSdkModule }: SourceGraphOptions,
): (module: ModulePieces) => ModuleEffects {
  const known = new Map<ModulePieces, ModuleEffects>();
  const isPipeline = (call: ts.CallExpression): boolean => {
    const callee = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression;
    const symbol = checker.getSymbolAtLocation(callee);
    const target =
      symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return (
      target?.name === "pipeline" &&
      (target.declarations ?? []).some((declaration) => isSdkModule(declaration.getSourceFile().fileName))
    );
  };
  return (module) => {
    const effects = known.get(module) ?? effectsOf(modules, module, isPipeline);
    known.set(module, effects);
    return effects;
  };
}

/** Modules that are needed, in the order of their paths, so that nothing depends on the order of imports. */
function numberModules(
  modules: SourceModules,
  reached: ReadonlyMap<Piece, Reach>,
  roots: readonly Root[],
): ReadonlyMap<ModulePieces, number> {
  const needed = new Set([
    ...roots.map((root) => modules.of(fileOf(root))),
    ...[...reached.keys()].map(({ module }) => module),
  ]);
  for (const { module, specifier } of reached.keys()) {
    const link = specifier === undefined ? undefined : modules.link(module, specifier);
    if (link?.kind === "source") needed.add(link.module);
  }
  const byPath = [...needed]
    .map((module) => ({ module, path: modules.pathOf(module.file) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return new Map(byPath.map(({ module }, index) => [module, index]));
}

function describeModule(
  modules: SourceModules,
  module: ModulePieces,
  numbers: ReadonlyMap<ModulePieces, number>,
  reached: ReadonlyMap<Piece, Reach>,
  effects: ModuleEffects,
): SourceModule {
  const links: Record<string, ModuleLink> = {};
  for (const [specifier, link] of [...modules.links(module)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (link.kind !== "source") links[specifier] = link;
    else if (numbers.has(link.module))
      links[specifier] = { kind: "source", module: numbers.get(link.module) as number };
  }
  const pieces = module.pieces.map((piece): SourcePiece => {
    const { shape } = piece;
    const reach = reached.get(piece);
    const described = {
      ...shape,
      reached: reach !== undefined,
      uses: references(reach?.uses ?? [], numbers),
      ...ownPathOf(reach),
    };
    return described.kind === "effect" && effects.program.has(piece) ? { ...described, effect: "program" } : described;
  });
  return { path: modules.pathOf(module.file), text: module.file.text, links, pieces };
}

function describeRoot(
  modules: SourceModules,
  root: Root,
  reach: Reach,
  numbers: ReadonlyMap<ModulePieces, number>,
): StepRoot | FragmentRoot {
  const file = fileOf(root);
  const module = modules.of(file);
  const common = { module: numbers.get(module) as number, uses: references(reach.uses, numbers), ...ownPathOf(reach) };
  const range = (node: ts.Node): TextRange => ({ start: node.getStart(file), end: node.end });
  if (root.kind === "fragment")
    return { kind: "fragment", id: root.id, params: root.params, range: range(root.node), text: root.text, ...common };
  const { declaration } = root;
  const piece = module.byNode.get(declaration);
  const call = ts.isExportAssignment(declaration) ? declaration.expression : declaration.initializer;
  if (piece === undefined || call === undefined)
    throw new Error(`step ${root.id} is not declared at the top level of a module`);
  const binding = ts.isExportAssignment(declaration) ? "default" : declaration.name.getText(file);
  const parts = root.parts === undefined ? {} : { parts: root.parts.map(range) };
  const own = { call: range(call), fn: range(root.fn), ...parts };
  return { kind: "step", id: root.id, piece: piece.index, ...own, binding, ...common };
}

function ownPathOf(reach: Reach | undefined): { readonly ownPath?: readonly TextRange[] } {
  return reach === undefined || reach.ownPath.length === 0 ? {} : { ownPath: reach.ownPath };
}

function references(pieces: Iterable<Piece>, numbers: ReadonlyMap<ModulePieces, number>): readonly PieceRef[] {
  return [...pieces]
    .map((piece): PieceRef => [numbers.get(piece.module) as number, piece.index])
    .sort(([module, piece], [otherModule, otherPiece]) => module - otherModule || piece - otherPiece);
}

function relevantOptions(options: ts.CompilerOptions): SourceCompilerOptions {
  const {
    experimentalDecorators,
    useDefineForClassFields,
    target,
    jsx,
    jsxFactory,
    jsxFragmentFactory,
    jsxImportSource,
  } = options;
  return {
    ...(experimentalDecorators === undefined ? {} : { experimentalDecorators }),
    useDefineForClassFields: useDefineForClassFields ?? (target === undefined || target >= ts.ScriptTarget.ES2022),
    ...(jsx === undefined ? {} : { jsx: JSX[jsx] }),
    ...(jsxFactory === undefined ? {} : { jsxFactory }),
    ...(jsxFragmentFactory === undefined ? {} : { jsxFragmentFactory }),
    ...(jsxImportSource === undefined ? {} : { jsxImportSource }),
  };
}

const JSX: { readonly [emit in ts.JsxEmit]: NonNullable<SourceCompilerOptions["jsx"]> } = {
  [ts.JsxEmit.None]: "preserve",
  [ts.JsxEmit.Preserve]: "preserve",
  [ts.JsxEmit.React]: "react",
  [ts.JsxEmit.ReactNative]: "preserve",
  [ts.JsxEmit.ReactJSX]: "react-jsx",
  [ts.JsxEmit.ReactJSXDev]: "react-jsxdev",
};
