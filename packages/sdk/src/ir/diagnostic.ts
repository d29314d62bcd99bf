import type { Span } from "./span.ts";

export type Severity = "error" | "warning" | "info";

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** One finding about the user's source. Data only: printing is the caller's business. */
export interface Diagnostic {
  /** Stable for ever and never re-used: `AR2003`, or TypeScript's own `TS2339`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence without a full stop, in the author's words. */
  readonly message: string;
  /** Absent only when there is no source to point at, as for a missing file. */
  readonly span?: Span;
  /** What to write instead. */
  readonly hint?: string;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  /** Set when one target alone cannot express it. */
  readonly target?: string;
  readonly fix?: { readonly title: string; readonly edits: readonly TextEdit[] };
}
