/**
 * Python source as its logical lines: comments gone, lines in brackets and behind a backslash joined. Enough to read
 * what a module declares at its top, whatever stands in strings.
 */

export interface LogicalLine {
  /** Columns of white space before it. */
  readonly indent: number;
  readonly text: string;
  /** Of its first character, from 1. */
  readonly line: number;
}

export function logicalLines(source: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let depth = 0;
  let line = 1;
  let start = 1;
  let text = "";
  const finish = (): void => {
    if (text.trim() !== "") lines.push({ indent: /^\s*/.exec(text)?.[0].length ?? 0, text: text.trim(), line: start });
    text = "";
    start = line;
  };
  for (let index = 0; index < source.length;) {
    const token = TOKEN.exec(source.slice(index, index + LONGEST_HEAD))?.[0] ?? "";
    const literal = token === "" ? "" : stringAt(source, index, token);
    if (literal !== "") {
      text += literal;
      line += countBreaks(literal);
      index += literal.length;
      continue;
    }
    const character = source[index] ?? "";
    if (character === "#") {
      index = endOfLine(source, index);
      continue;
    }
    index += 1;
    if (character === "\n") {
      line += 1;
      if (depth > 0) text += " ";
      else finish();
    } else if (character === "\\" && /^\r?\n/.test(source.slice(index, index + 2))) {
      index += source[index] === "\r" ? 2 : 1;
      line += 1;
      text += " ";
    } else {
      if ("([{".includes(character)) depth += 1;
      if (")]}".includes(character)) depth = Math.max(0, depth - 1);
      text += character;
    }
  }
  finish();
  return lines;
}

// The beginning of a string: its prefix and its quotes.
const TOKEN = /^[A-Za-z]{0,2}("""|'''|"|')/;
const LONGEST_HEAD = 5;

/** The whole string literal that begins there. One that never ends takes the rest. */
export function stringAt(source: string, index: number, head: string): string {
  const quotes = /("""|'''|"|')$/.exec(head)?.[0] ?? '"';
  for (let at = index + head.length; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source.startsWith(quotes, at)) return source.slice(index, at + quotes.length);
    else if (quotes.length === 1 && source[at] === "\n") return source.slice(index, at);
  }
  return source.slice(index);
}

/** Splits at commas that stand in no bracket and no string. */
export function splitAtCommas(text: string): readonly string[] {
  return splitOutside(text, ",");
}

/** The parts between the separators that stand in no bracket and no string. */
export function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (let index = 0; index < text.length;) {
    const head = TOKEN.exec(text.slice(index, index + LONGEST_HEAD))?.[0] ?? "";
    const piece = head === "" ? (text[index] ?? "") : stringAt(text, index, head);
    index += piece.length;
    if (piece === separator && depth === 0) {
      parts.push(part.trim());
      part = "";
      continue;
    }
    if ("([{".includes(piece)) depth += 1;
    if (")]}".includes(piece)) depth -= 1;
    part += piece;
  }
  return [...parts, part.trim()].filter((one, index, all) => one !== "" || index < all.length - 1);
}

function endOfLine(source: string, index: number): number {
  const end = source.indexOf("\n", index);
  return end < 0 ? source.length : end;
}

function countBreaks(text: string): number {
  return text.split("\n").length - 1;
}
