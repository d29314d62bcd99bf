/** Files that appear whole or not at all, and lines that are appended. */
import {
  closeSync,
  ftruncateSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { randomUUID } from "node:crypto";

export function writeWhole(file: string, text: string): void {
  const partial = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(partial, text);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

export interface LineFile {
  /** Appends one line in one write. @throws when the disk does not take it */
  readonly append: (line: string) => void;
  readonly close: () => void;
}

/** Opened for appending; a last line that a killed process left unfinished is cut off. */
export function openLines(file: string): LineFile {
  const descriptor = openSync(file, "a+");
  cutUnfinished(descriptor);
  return {
    append: (line) => {
      const bytes = Buffer.from(`${line}\n`);
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    },
    close: () => closeSync(descriptor),
  };
}

function cutUnfinished(descriptor: number): void {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  if (size === 0 || (readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] === 10)) return;
  const text = readFileSync(descriptor);
  ftruncateSync(descriptor, text.lastIndexOf(10) + 1);
}

/** The whole lines of a file, parsed; none when there is no such file. A line that is no JSON is left out. */
export function readLines<Line>(file: string): readonly Line[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  const lines = text.split("\n").slice(0, -1);
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
}
