/** How good predictions are, with spam as what is looked for. Rounded to four digits. */
export interface Scores {
  /** Of the mails called spam, the share that is spam. */
  readonly precision: number;
  /** Of the spam, the share that was found. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  readonly accuracy: number;
}

export function score(predicted: readonly number[], labels: readonly number[]): Scores {
  const count = (is: number, called: number): number =>
    labels.filter((label, at) => label === is && predicted[at] === called).length;
  const [caught, missed, wrong] = [count(1, 1), count(1, 0), count(0, 1)];
  return {
    precision: ratio(caught, caught + wrong),
    recall: ratio(caught, caught + missed),
    f1: ratio(2 * caught, 2 * caught + missed + wrong),
    accuracy: ratio(labels.length - missed - wrong, labels.length),
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1e4) / 1e4;
}
