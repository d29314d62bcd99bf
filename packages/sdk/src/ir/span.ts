/** A range of a source file; `file` is relative to the project root, `line` and `column` count from 1. */
export interface Span {
  readonly file: string;
  /** Offsets in UTF-16 code units, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}
