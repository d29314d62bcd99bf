import { expect, test } from "vitest";
import type { Mail } from "./corpus.ts";
import { chooseVocabulary, countWords, weigh } from "./features.ts";
import { type Config, judge, trainFilter } from "./models.ts";
import { seededRandom } from "./random.ts";
import { score } from "./scores.ts";

/** Mails of 20 words, drawn from two overlapping sets. */
function makeMails(count: number, seed: number): Mail[] {
  const random = seededRandom(seed);
  const word = (spam: boolean): string =>
    `${random() < 0.3 ? (spam ? "offer" : "patch") : "word"}${Math.floor(random() * 8)}`;
  return Array.from({ length: count }, (_, at) => {
    const spam = at % 3 === 0;
    return { id: `${at}`, spam, words: Array.from({ length: 20 }, () => word(spam)) };
  });
}

const training = makeMails(120, 1);
const vocabulary = chooseVocabulary(training, 20);
const unseen = countWords(makeMails(60, 2), vocabulary);

test("the vocabulary holds the telling words first, and only words of the training part", () => {
  expect(vocabulary.words.slice(0, 16).every((word) => /^(?:offer|patch)/.test(word))).toBe(true);
  expect(countWords([{ id: "x", spam: false, words: ["unheard", "offer1", "offer1"] }], vocabulary).rows).toEqual([
    [vocabulary.words.indexOf("offer1"), 2],
  ]);
});

test("a row of tf-idf has length one, unless it is empty", () => {
  const [first = [], empty = []] = weigh([unseen.rows[0] ?? [], []], vocabulary, "tfidf");
  expect(Math.hypot(...first)).toBeCloseTo(1, 3);
  expect(Math.hypot(...empty)).toBe(0);
});

const CONFIGS: readonly Config[] = [
  { model: "bayes", words: 20, weights: "counts" },
  { model: "logistic", words: 20, steps: 50, rate: 0.1 },
  { model: "svm", words: 20, cost: 1 },
  { model: "forest", words: 20, trees: 7 },
];

test.each(CONFIGS)("$model learns, is the same every time, and survives being saved", (config) => {
  const filter = trainFilter(config, vocabulary, countWords(training, vocabulary), 1);
  const saved = JSON.stringify(filter);
  expect(JSON.stringify(trainFilter(config, vocabulary, countWords(training, vocabulary), 1))).toBe(saved);
  const predicted = judge(JSON.parse(saved), unseen.rows);
  expect(predicted).toEqual(judge(filter, unseen.rows));
  expect(score(predicted, unseen.labels).f1).toBeGreaterThan(0.9);
});

test("scores", () => {
  expect(score([1, 1, 0, 0, 1], [1, 0, 1, 0, 1])).toEqual({
    precision: 0.6667,
    recall: 0.6667,
    f1: 0.6667,
    accuracy: 0.6,
  });
  expect(score([0, 0], [0, 0])).toEqual({ precision: 0, recall: 0, f1: 0, accuracy: 1 });
});
