/**
 * The user's own modules cut into top-level statements, with what each refers to: enough to print, for any step or
 * fragment, modules that hold only what it reaches. JSON data; nothing in it depends on the project's place on disk.
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
  /** A file that is taken whole, relative to the project root: JSON, untyped JavaScript. */
  | { readonly kind: "file"; readonly path: string };

interface PieceBase {
  /** Needed wherever this piece is. */
  readonly uses: readonly PieceRef[];
}

/** The smallest part of a module that a slice keeps or drops. */
export type SourcePiece =
  /** A statement, kept as it is written. `effect`: it stands there for what it does, not for what it declares. */
  | (PieceBase & TextRange & { readonly kind: "statement"; readonly effect?: Effect })
  /** One of the declarators of the variable statement `within`. */
  | (PieceBase & TextRange & { readonly kind: "declarator"; readonly within: TextRange })
  /** One name of an `import`; `imported` is `default`, `*` or a name. */
  | (PieceBase & TextRange & { readonly kind: "import"; readonly from: string; readonly imported: string; readonly local: string; readonly attributes: string })
  /** One name of an `export { … }`, with or without `from`; `*` as `exported` is `export *`. */
  | (PieceBase & TextRange & { readonly kind: "export"; readonly from?: string; readonly name: string; readonly exported: string; readonly attributes: string });

/** `guard`: only when the module is the program itself (`if (import.meta.main)`), which no pod makes it. */
export type Effect = "import" | "global" | "console" | "guard" | "other";

export interface SourceModule {
  /** Relative to the project root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly links: { readonly [specifier: string]: ModuleLink };
  readonly pieces: readonly SourcePiece[];
}

export type SourceRoot =
  | {
      readonly kind: "step";
      readonly id: StepId;
      readonly module: number;
      readonly piece: number;
      /** The range of `step(options, fn)` and of `fn` in it: the rest of the call is not part of the step. */
      readonly call: TextRange;
      readonly fn: TextRange;
      /** The const that holds it; `default` for `export default step(…)`. */
      readonly binding: string;
      readonly uses: readonly PieceRef[];
    }
  | {
      readonly kind: "fragment";
      readonly id: FragmentId;
      readonly module: number;
      readonly params: readonly string[];
      readonly range: TextRange;
      readonly uses: readonly PieceRef[];
    };

export interface SourceGraph {
  readonly modules: readonly SourceModule[];
  readonly roots: readonly SourceRoot[];
  /** The settings of TypeScript that change what code does. */
  readonly compilerOptions: {
    readonly experimentalDecorators?: boolean;
    readonly useDefineForClassFields?: boolean;
    readonly jsx?: "react" | "react-jsx" | "react-jsxdev" | "preserve";
    readonly jsxFactory?: string;
    readonly jsxFragmentFactory?: string;
    readonly jsxImportSource?: string;
  };
}
