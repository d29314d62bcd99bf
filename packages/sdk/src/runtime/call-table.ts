/** The code around calls, as the bundler generates it and the pod runs it. */
import type { PortEncoding } from "../ir/lowered.ts";
import type { Json, RetryIr } from "../ir/types.ts";
import type { LostStep } from "./lost.ts";

/** What generated code may ask of the pod. Every thunk is lazy and memoised, its error too. */
export interface CallScope {
  /** A travelled value; throws the error that travelled in its place. `lists`: how many fan-outs collected it. */
  read(name: string, lists: number, lenientString?: boolean, settled?: boolean): () => unknown;
  /** A binding of the program; an error is annotated with `place` (`churn.ts:12:3`). */
  bind(place: string, compute: () => unknown): () => unknown;
  /** The step's result after its trip through JSON; throws the error of a step that failed softly. */
  out(): unknown;
  /** Whether the code throws. */
  failed(compute: () => unknown): boolean;
  /** The error that the code throws. */
  caught(compute: () => unknown): unknown;
  /** How the code ends, as JSON that `released` opens; `undefined` is itself. */
  held(compute: () => unknown): Json | undefined;
  /** The value that was held, or its error, thrown. `undefined` where nothing was. */
  released(compute: () => unknown): unknown;
}

export interface CallProgram {
  readonly inFanout: boolean;
  /** A failure that no further attempt could undo is a value: `out` holds the error. */
  readonly soft?: { readonly retry?: RetryIr };
  /** Stands in for a call whose pod was ended from outside. */
  readonly lost?: LostStep;
  /** Evaluated first, in order. */
  readonly checks: readonly (() => unknown)[];
  /** Absent for glue. */
  readonly input?: () => unknown;
  readonly ports: { readonly [port: string]: readonly [encoding: PortEncoding, compute: () => unknown, place: string] };
}

export type CallTable = { readonly [call: string]: (scope: CallScope) => CallProgram };

/** What a bundle hands to the pod runtime. */
export interface PodProgram {
  readonly step?: { readonly name: string; readonly file: string; readonly line: number };
  readonly run?: (input: never, context: never) => unknown;
  /**
   * Give an input and a result as their schemas have them, and throw for those that do not have their declared types;
   * absent where anything fits.
   */
  readonly input?: (value: Json) => Json;
  readonly output?: (value: Json) => Json;
  readonly calls: CallTable;
}
