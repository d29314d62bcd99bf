import type { Span } from "@argosy/sdk/ir";

/** One row of a code frame: a source line, or (without a number) the marks under it. */
export type FrameRow =
  | { readonly kind: "source"; readonly line: number; readonly text: string }
  | { readonly kind: "marks"; readonly text: string };

const MAX_LINES = 3;
const MAX_WIDTH = 120;
const TAB = "    ";

/**
 * Up to three source lines around the start of `span`, with `^` under what it covers.
 * Empty when the text is not the one that the span was made for.
 */
export function codeFrame(source: string, span: Span): readonly FrameRow[] {
  const lines = source.split(/\r\n|\n|\r/);
  const first = span.line - 1;
  if (lines[first] === undefined) return [];
  const last = first + lineBreaks(source.slice(span.start, span.end));
  const shown = last === first ? around(first, lines.length) : range(first, Math.min(last, first + MAX_LINES - 1));
  const crop = cropFor(lines[first], span.column - 1);
  return shown.flatMap((index) => {
    const text = lines[index] ?? "";
    const row: FrameRow = { kind: "source", line: index + 1, text: printable(crop(text)) };
    if (index < first || index > last) return [row];
    const from = index === first ? span.column - 1 : text.length - text.trimStart().length;
    const to = index === last ? endColumn(source, span, first, last) : text.length;
    return [row, { kind: "marks", text: marksUnder(crop(text), from - crop.start, to - crop.start) }];
  });
}

function around(line: number, count: number): readonly number[] {
  return [line - 1, line, line + 1].filter((index) => index >= 0 && index < count);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
}

function lineBreaks(text: string): number {
  return text.split(/\r\n|\n|\r/).length - 1;
}

function endColumn(source: string, span: Span, first: number, last: number): number {
  const covered = source.slice(span.start, span.end);
  return first === last ? span.column - 1 + covered.length : (covered.split(/\r\n|\n|\r/).at(-1) ?? "").length;
}

/** A generated or minified line is shown from shortly before the span, and never in full. */
function cropFor(line: string, column: number): ((text: string) => string) & { readonly start: number } {
  const start = line.length <= MAX_WIDTH ? 0 : Math.max(0, column - 40);
  return Object.assign((text: string) => text.slice(start, start + MAX_WIDTH), { start });
}

function marksUnder(text: string, from: number, to: number): string {
  const start = Math.max(0, Math.min(from, text.length));
  const end = Math.max(start, Math.min(to, text.length));
  const before = " ".repeat(displayWidth(text.slice(0, start)));
  return before + "^".repeat(Math.max(1, displayWidth(text.slice(start, end))));
}

/** Tabs as spaces, and no control character that a terminal would obey. */
function printable(text: string): string {
  return text
    .replaceAll("\t", TAB)
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) =>
      character < " " ? String.fromCharCode(0x2400 + character.charCodeAt(0)) : "\u2421",
    );
}

const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const ZERO = /[\p{Mn}\p{Me}\u200b-\u200d\ufe0f]/u;

function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character === "\t") width += TAB.length;
    else if (!ZERO.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
