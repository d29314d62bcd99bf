/** The corpus: a gzipped file with one JSON object a line, split into three parts that never share a mail. */
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { readMail } from "./mail.ts";
import { seededRandom, shuffled } from "./random.ts";

/** One line of the corpus file. */
export interface RawMail {
  readonly id: string;
  readonly spam: boolean;
  readonly mail: string;
}

export interface Mail {
  readonly id: string;
  readonly spam: boolean;
  readonly words: readonly string[];
}

export interface Split {
  readonly training: readonly Mail[];
  readonly validation: readonly Mail[];
  readonly heldOut: readonly Mail[];
}

/** Up to `limit` mails with the corpus's share of spam, chosen and ordered by the seed. */
export async function readCorpus(path: string, limit: number, seed: number): Promise<RawMail[]> {
  const text = gunzipSync(await readFile(path)).toString("utf8");
  const mails = shuffled(parseLines<RawMail>(text), seededRandom(seed));
  const share = Math.min(1, limit / mails.length);
  return classes(mails).flatMap((kind) => kind.slice(0, Math.round(kind.length * share)));
}

/**
 * Mails whose words are all the same count once: spam is sent often, and a copy in the held-out part would be no test.
 */
export async function distinctMails(raw: readonly RawMail[]): Promise<Mail[]> {
  const byText = new Map<string, Mail>();
  for (const { id, spam, mail } of raw) {
    const words = await readMail(mail);
    const text = words.join(" ");
    if (words.length > 0 && !byText.has(text)) byText.set(text, { id, spam, words });
  }
  return [...byText.values()];
}

/** 60 % to learn from, 20 % to choose by, 20 % to judge by, each with the same share of spam. */
export function splitMails(mails: readonly Mail[]): Split {
  const part = (from: number, to: number): Mail[] =>
    classes(mails).flatMap((kind) => kind.slice(Math.round(kind.length * from), Math.round(kind.length * to)));
  return { training: part(0, 0.6), validation: part(0.6, 0.8), heldOut: part(0.8, 1) };
}

function classes<T extends { readonly spam: boolean }>(mails: readonly T[]): [good: T[], spam: T[]] {
  return [mails.filter((mail) => !mail.spam), mails.filter((mail) => mail.spam)];
}

export function parseLines<T>(text: string): T[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

export function toLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
