/** From words to numbers. */
import type { Mail } from "./corpus.ts";

/** The words that tell most, the best first, with their inverse document frequency. Learnt from the training part only. */
export interface Vocabulary {
  readonly words: readonly string[];
  readonly idf: readonly number[];
}

/** How often each word of the vocabulary stands in each mail: `[word, count, word, count, …]`. */
export interface Table {
  readonly labels: readonly number[];
  readonly rows: readonly (readonly number[])[];
}

export type Weights = "counts" | "presence" | "tfidf";

const RAREST = 5;

export function chooseVocabulary(mails: readonly Mail[], size: number): Vocabulary {
  const spam = mails.filter((mail) => mail.spam).length;
  const good = mails.length - spam;
  const chosen = [...documentCounts(mails)]
    .filter(([, seen]) => seen.good + seen.spam >= RAREST)
    .map(([word, seen]) => ({ word, mails: seen.good + seen.spam, telling: chiSquared(seen, { good, spam }) }))
    .sort((a, b) => b.telling - a.telling || (a.word < b.word ? -1 : 1))
    .slice(0, size);
  return {
    words: chosen.map(({ word }) => word),
    idf: chosen.map((entry) => round(Math.log((1 + mails.length) / (1 + entry.mails)) + 1)),
  };
}

interface ByClass {
  readonly good: number;
  readonly spam: number;
}

function documentCounts(mails: readonly Mail[]): Map<string, ByClass> {
  const counts = new Map<string, { good: number; spam: number }>();
  for (const { spam, words } of mails) {
    for (const word of new Set(words)) {
      const seen = counts.get(word) ?? { good: 0, spam: 0 };
      seen[spam ? "spam" : "good"] += 1;
      counts.set(word, seen);
    }
  }
  return counts;
}

/** How far the word's share of spam is from chance. */
function chiSquared(seen: ByClass, all: ByClass): number {
  const withWord = seen.good + seen.spam;
  const without = all.good + all.spam - withWord;
  const difference = seen.spam * (all.good - seen.good) - seen.good * (all.spam - seen.spam);
  return ((all.good + all.spam) * difference ** 2) / (withWord * without * all.good * all.spam || 1);
}

export function countWords(mails: readonly Mail[], vocabulary: Vocabulary): Table {
  const places = new Map(vocabulary.words.map((word, place) => [word, place]));
  return { labels: mails.map((mail) => Number(mail.spam)), rows: mails.map((mail) => countRow(mail.words, places)) };
}

function countRow(words: readonly string[], places: ReadonlyMap<string, number>): number[] {
  const counts = new Map<number, number>();
  for (const word of words) {
    const place = places.get(word);
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b).flat();
}

/** The first words of the vocabulary as one number each, as the models want them. */
export function weigh(rows: Table["rows"], { idf }: Vocabulary, weights: Weights): number[][] {
  return rows.map((row) => {
    const values = Array.from({ length: idf.length }, () => 0);
    for (let at = 0; at < row.length; at += 2) {
      const [place = 0, count = 0] = row.slice(at, at + 2);
      if (place < idf.length) values[place] = weight(count, idf[place] ?? 0, weights);
    }
    return weights === "tfidf" ? normalised(values) : values;
  });
}

function weight(count: number, idf: number, weights: Weights): number {
  switch (weights) {
    case "counts":
      return count;
    case "presence":
      return 1;
    case "tfidf":
      return (1 + Math.log(count)) * idf;
  }
}

function normalised(values: readonly number[]): number[] {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => (length === 0 ? 0 : round(value / length)));
}

function round(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
