/** The parts used here of packages that come without types. */

declare module "ml-naivebayes" {
  export class MultinomialNB {
    train(rows: readonly (readonly number[])[], labels: readonly number[]): void;
    predict(rows: readonly (readonly number[])[]): number[];
    static load(model: unknown): MultinomialNB;
  }
}

declare module "ml-logistic-regression" {
  import type { Matrix } from "ml-matrix";
  export default class LogisticRegression {
    constructor(options: { numSteps: number; learningRate: number });
    train(rows: Matrix, labels: Matrix): void;
    predict(rows: Matrix): number[];
    static load(model: unknown): LogisticRegression;
  }
}

declare module "ml-svm" {
  export default class SVM {
    constructor(options: {
      C: number;
      random: () => number;
      whitening: boolean;
      tol: number;
      maxPasses: number;
      maxIterations: number;
    });
    /** @throws when it has not converged after `maxIterations` */
    train(rows: readonly (readonly number[])[], labels: readonly (1 | -1)[]): void;
    predict(row: readonly number[]): 1 | -1;
    static load(model: unknown): SVM;
  }
}
