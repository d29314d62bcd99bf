import type { FragmentId, StepId } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import type { SourceGraph } from "../bundle/source-graph-types.ts";

/** Where a slice of the user's program starts. */
export type Root =
  /** `declaration` holds `step(options, fn)` at the top level of a module. */
  | {
      readonly kind: "step";
      readonly id: StepId;
      readonly declaration: ts.VariableDeclaration | ts.ExportAssignment;
      readonly fn: ts.Expression;
    }
  /** `params` are the free local variables of `node`, which becomes an arrow function of them in its module's scope. */
  | { readonly kind: "fragment"; readonly id: FragmentId; readonly node: ts.Expression; readonly params: readonly string[] };

export interface SourceGraphOptions {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** Absolute path of the project root. */
  readonly root: string;
  readonly isSdkModule: (fileName: string) => boolean;
  readonly roots: readonly Root[];
}

/** Cuts the user's modules into pieces and follows what the roots reach. */
export function buildSourceGraph(_options: SourceGraphOptions): SourceGraph {
  throw new Error("being written");
}
