/** The kinds of model in the sweep, each from an npm package. */
import LogisticRegression from "ml-logistic-regression";
import { Matrix } from "ml-matrix";
import { MultinomialNB } from "ml-naivebayes";
import { RandomForestClassifier } from "ml-random-forest";
import SVM from "ml-svm";
import { type Table, type Vocabulary, weigh, type Weights } from "./features.ts";
import { seededRandom } from "./random.ts";

/** A model and its hyper-parameters. `words`: how many of the vocabulary's words it sees, at most. */
export type Config =
  | { readonly model: "bayes"; readonly words: number; readonly weights: Weights }
  | { readonly model: "logistic"; readonly words: number; readonly steps: number; readonly rate: number }
  | { readonly model: "svm"; readonly words: number; readonly cost: number }
  | { readonly model: "forest"; readonly words: number; readonly trees: number };

/** Everything that judging a mail takes. */
export interface Filter {
  readonly config: Config;
  readonly vocabulary: Vocabulary;
  /** What the model's package makes of itself as JSON. */
  readonly parameters: unknown;
}

export function trainFilter(config: Config, full: Vocabulary, table: Table, seed: number): Filter {
  const vocabulary = { words: full.words.slice(0, config.words), idf: full.idf.slice(0, config.words) };
  const rows = weigh(table.rows, vocabulary, weightsOf(config));
  // Through JSON, so that the model that is judged is the one that is saved.
  const parameters: unknown = JSON.parse(JSON.stringify(fit(config, rows, table.labels, seed)));
  return { config, vocabulary, parameters };
}

/** 1 for spam. */
export function judge({ config, vocabulary, parameters }: Filter, rows: Table["rows"]): number[] {
  return predict(config, parameters, weigh(rows, vocabulary, weightsOf(config)));
}

function fit(config: Config, rows: number[][], labels: readonly number[], seed: number): unknown {
  switch (config.model) {
    case "bayes": {
      const model = new MultinomialNB();
      model.train(rows, labels);
      return model;
    }
    case "logistic": {
      const model = new LogisticRegression({ numSteps: config.steps, learningRate: config.rate });
      model.train(new Matrix(rows), Matrix.columnVector(labels));
      return model;
    }
    case "svm": {
      const random = seededRandom(seed);
      const model = new SVM({ C: config.cost, random, whitening: false, tol: 0.5, maxPasses: 1, maxIterations: 2000 });
      model.train(
        rows,
        labels.map((label) => (label === 1 ? 1 : -1)),
      );
      return model;
    }
    case "forest": {
      const order = quickOrder(labels);
      const treeOptions = { maxDepth: 30, minNumSamples: 2, gainThreshold: 0 };
      const model = new RandomForestClassifier({
        seed,
        nEstimators: config.trees,
        maxFeatures: 0.5,
        replacement: false,
        useSampleBagging: false,
        noOOB: true,
        treeOptions,
      });
      model.train(
        order.map((at) => rows[at] ?? []),
        order.map((at) => labels[at] ?? 0),
      );
      return model;
    }
  }
}

function predict(config: Config, parameters: unknown, rows: number[][]): number[] {
  switch (config.model) {
    case "bayes":
      return MultinomialNB.load(parameters).predict(rows);
    case "logistic":
      return LogisticRegression.load(parameters).predict(new Matrix(rows));
    case "svm": {
      const model = SVM.load(parameters);
      return rows.map((row) => (model.predict(row) === 1 ? 1 : 0));
    }
    case "forest":
      return RandomForestClassifier.load(parameters as never).predict(rows);
  }
}

function weightsOf(config: Config): Weights {
  switch (config.model) {
    case "bayes":
      return config.weights;
    case "forest":
      return "presence";
    case "logistic":
    case "svm":
      return "tfidf";
  }
}

/**
 * The trees try a split between every two neighbours of different classes and look for a class's first member from the
 * front: with the classes apart, but a few of one before the other, they grow tens of times faster and are the same trees.
 */
function quickOrder(labels: readonly number[]): number[] {
  const of = (label: number): number[] => labels.flatMap((value, at) => (value === label ? [at] : []));
  const good = of(0);
  return [...good.slice(0, 40), ...of(1), ...good.slice(40)];
}
