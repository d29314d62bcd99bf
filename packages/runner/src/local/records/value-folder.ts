/** Values by their digest: what many records hold is kept once. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeWhole } from "../files.ts";

/** A short text itself, or the SHA-256 of a longer one. */
export type KeptText = string | { readonly sha256: string };

export interface ValueFolder {
  readonly keep: (text: string) => KeptText;
  /** Undefined when it is gone or was damaged. */
  readonly load: (kept: KeptText) => string | undefined;
}

const LONGEST_INLINE = 512;

export function valueFolder(home: string): ValueFolder {
  // Texts that this run has written, so that a list that ten thousand items read is looked for once.
  const written = new Set<string>();
  return {
    keep: (text) => {
      if (text.length <= LONGEST_INLINE) return text;
      const sha256 = digestOf(text);
      const file = fileOf(home, sha256);
      if (!written.has(sha256) && !existsSync(file)) {
        mkdirSync(dirname(file), { recursive: true });
        writeWhole(file, text);
      }
      written.add(sha256);
      return { sha256 };
    },
    load: (kept) => {
      if (typeof kept === "string") return kept;
      try {
        const text = readFileSync(fileOf(home, kept.sha256), "utf8");
        return digestOf(text) === kept.sha256 ? text : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

function fileOf(home: string, sha256: string): string {
  return join(home, "values", sha256.slice(0, 2), sha256.slice(2));
}

export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
