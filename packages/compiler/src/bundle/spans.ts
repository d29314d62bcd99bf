import type { Span } from "@argosy/sdk/ir";
import type { SourceModule, TextRange } from "./source-graph-types.ts";

const LINE_BREAK = /\r\n|[\r\n\u2028\u2029]/g;

export function spanIn({ path, text }: SourceModule, { start, end }: TextRange): Span {
  const breaks = [...text.slice(0, start).matchAll(LINE_BREAK)];
  const last = breaks.at(-1);
  const lineStart = last === undefined ? 0 : last.index + last[0].length;
  return { file: path, start, end, line: breaks.length + 1, column: start - lineStart + 1 };
}

/** The offset of a line and column that count from 0; the end of the text when there is no such line. */
export function offsetOf(text: string, line: number, column: number): number {
  if (line === 0) return Math.min(column, text.length);
  const lineBreak = [...text.matchAll(LINE_BREAK)][line - 1];
  return lineBreak === undefined ? text.length : Math.min(lineBreak.index + lineBreak[0].length + column, text.length);
}
