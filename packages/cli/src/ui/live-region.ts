import type { Output } from "../host.ts";

/** The lines at the bottom of a terminal that are drawn again and again, below lines that stay. */
export interface LiveRegion {
  /** Writes lines that stay, above the live ones. */
  commit(lines: readonly string[]): void;
  /** Replaces the live lines. */
  draw(lines: readonly string[]): void;
}

export function createLiveRegion(output: Output): LiveRegion {
  let drawn: readonly string[] = [];
  const paint = (committed: readonly string[], live: readonly string[]): void => {
    const erase = drawn.length === 0 ? "" : `\u001b[${drawn.length}A\r\u001b[0J`;
    output.write(erase + [...committed, ...live].map((line) => `${line}\n`).join(""));
    drawn = live;
  };
  return {
    commit: (lines) => {
      if (lines.length > 0) paint(lines, drawn);
    },
    draw: (lines) => {
      if (lines.join("\n") !== drawn.join("\n")) paint([], lines);
    },
  };
}
