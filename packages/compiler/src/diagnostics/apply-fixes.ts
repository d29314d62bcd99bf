/** Fixes of diagnostics, applied to the text of one file. */
import type { Diagnostic, TextEdit } from "@argosy/sdk/ir";

export interface Fixed {
  readonly text: string;
  /** Whose fixes were applied, in the order of the source. */
  readonly applied: readonly Diagnostic[];
}

/** Of fixes that overlap the first in the source is applied; a fix is applied whole or not at all. */
export function applyFixes(text: string, file: string, diagnostics: readonly Diagnostic[]): Fixed {
  const applied: Diagnostic[] = [];
  const chosen: TextEdit[] = [];
  const start = ({ fix }: Diagnostic): number => Math.min(...(fix?.edits ?? []).map(({ span }) => span.start));
  const candidates = diagnostics.filter(({ fix }) => fix?.edits.every(({ span }) => span.file === file) === true);
  for (const found of candidates.toSorted((a, b) => start(a) - start(b))) {
    const edits = found.fix?.edits ?? [];
    if (edits.some((edit) => chosen.some((other) => overlap(edit, other)))) continue;
    chosen.push(...edits);
    applied.push(found);
  }
  const changed = chosen
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((done, { span, text: to }) => `${done.slice(0, span.start)}${to}${done.slice(span.end)}`, text);
  return { text: changed, applied };
}

function overlap({ span: a }: TextEdit, { span: b }: TextEdit): boolean {
  return a.start < b.end && b.start < a.end;
}
