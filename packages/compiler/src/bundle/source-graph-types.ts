/**
 * The user's own modules cut into pieces, with what each refers to: enough to print, for any step or fragment, modules
 * that hold only what it reaches. JSON data; nothing in it depends on where the project lies on disk.
 */
import type { FragmentId, StepId } from "@argosy/sdk/ir";

/** An index into `SourceGraph.modules`, and one into that module's `pieces`. */
export type PieceRef = readonly [module: number, piece: number];

/** Offsets into the module's text, `end` exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What an import specifier of a module leads to; a specifier without a link is a package's, which esbuild finds. */
export type ModuleLink =
  | { readonly kind: "source"; readonly module: number }
  | { readonly kind: "sdk" }
  /** A file that is taken whole, relative to the project root, such as JSON. */
  | { readonly kind: "file"; readonly path: string };

interface PieceBase extends TextRange {
  /** Needed wherever this piece is. */
  readonly uses: readonly PieceRef[];
  /** False when no root reaches it; then `uses` is empty. */
  readonly reached: boolean;
  /** Where it asks for its own path (`import.meta.url`, `__dirname`), which is another one in a pod. */
  readonly ownPath?: readonly TextRange[];
}

/** The smallest part of a module that a slice keeps or drops. Types are no pieces. */
export type SourcePiece =
  /** Kept as it is written. */
  | (PieceBase & { readonly kind: "statement" })
  /** A statement that stands there for what it does, not for what it declares. */
  | (PieceBase & { readonly kind: "effect"; readonly effect: EffectKind })
  /** One declarator of a variable statement; `head` is the statement up to its first declarator. */
  | (PieceBase & { readonly kind: "declarator"; readonly head: TextRange })
  /** One name of an import; `imported` is a name, `default` or `*`. */
  | (PieceBase & {
      readonly kind: "import";
      readonly from: string;
      readonly imported: string;
      readonly local: string;
      readonly attributes?: string;
    })
  /** One name of an `export { … }`, or `export * as exported`; `*` as `exported` is `export *`. */
  | (PieceBase & {
      readonly kind: "export";
      readonly from?: string;
      readonly name: string;
      readonly exported: string;
      readonly attributes?: string;
    });

export type EffectKind =
  /** `import "./setup.ts"`. */
  | "import"
  /** Code of the program, not of a module: behind `import.meta.main`, or running a pipeline. Never in a pod. */
  | "program"
  /** `console.log(…)`. Never in a pod. */
  | "console"
  /** Part of every slice that holds a name it changes. */
  | "change";

export interface SourceModule {
  /** Relative to the project root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly links: { readonly [specifier: string]: ModuleLink };
  readonly pieces: readonly SourcePiece[];
}

interface RootBase {
  readonly module: number;
  readonly uses: readonly PieceRef[];
  readonly ownPath?: readonly TextRange[];
}

export interface StepRoot extends RootBase {
  readonly kind: "step";
  readonly id: StepId;
  /** The piece that declares it. */
  readonly piece: number;
  /** The range of `step(options, fn)` and that of `fn` in it: the rest of the call is not part of the step. */
  readonly call: TextRange;
  readonly fn: TextRange;
  /** Where `fn` is an object literal: the properties that are code. Default: all of it. */
  readonly parts?: readonly TextRange[];
  /** The const that holds it; `default` for `export default step(…)`. */
  readonly binding: string;
}

export interface FragmentRoot extends RootBase {
  readonly kind: "fragment";
  readonly id: FragmentId;
  readonly params: readonly string[];
  /** Where it stands in the module, and the code itself: parts that are analysed, such as awaits, are parameters in it. */
  readonly range: TextRange;
  readonly text: string;
}

export interface SourceGraph {
  readonly modules: readonly SourceModule[];
  readonly roots: readonly (StepRoot | FragmentRoot)[];
  /** The settings of TypeScript that change what code does. */
  readonly compilerOptions: SourceCompilerOptions;
}

export interface SourceCompilerOptions {
  readonly experimentalDecorators?: boolean;
  readonly useDefineForClassFields?: boolean;
  readonly jsx?: "react" | "react-jsx" | "react-jsxdev" | "preserve";
  readonly jsxFactory?: string;
  readonly jsxFragmentFactory?: string;
  readonly jsxImportSource?: string;
}
