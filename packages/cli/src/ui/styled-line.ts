import { styleText } from "node:util";

/** A piece of a line: plain text, or text with a style. */
export type Segment = string | { readonly style: Style; readonly text: string };
export type Style = "red" | "green" | "yellow" | "cyan" | "dim" | "bold";

export interface LineFormat {
  readonly colour: boolean;
  /** Characters that fit; no limit when absent. */
  readonly width?: number;
}

/** One line of text without its newline: cropped to the width, coloured if wanted, control characters made harmless. */
export function renderLine(segments: readonly Segment[], { colour, width = Infinity }: LineFormat): string {
  let left = width;
  let line = "";
  for (const segment of segments) {
    const full = harmless(typeof segment === "string" ? segment : segment.text);
    const text = full.length <= left ? full : `${full.slice(0, Math.max(0, left - 1))}…`;
    line += typeof segment === "string" || !colour ? text : styleText(segment.style, text, { validateStream: false });
    left -= text.length;
    if (text !== full) break;
  }
  return line.trimEnd();
}

function harmless(text: string): string {
  return text.replaceAll("\t", "    ").replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
}
