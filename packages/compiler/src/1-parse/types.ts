import type { ts } from "ts-morph";

/** The user's program, type-checked. */
export interface ParsedProgram {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly entry: ts.SourceFile;
  /** Absolute; spans are relative to it. */
  readonly root: string;
}
