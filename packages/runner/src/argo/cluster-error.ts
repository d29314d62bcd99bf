/**
 * A cluster refused, or cannot be reached: one sentence in the user's terms and what to do about it.
 * The command line prints it as it is and exits with code 5.
 */
export class ClusterError extends Error {
  /** Stable for ever: `AR6007`. */
  readonly code: string;
  readonly hint?: string;

  constructor(problem: ClusterProblem, cause?: unknown) {
    super(problem.message, cause === undefined ? undefined : { cause });
    this.name = "ClusterError";
    this.code = problem.code;
    if (problem.hint !== undefined) this.hint = problem.hint;
  }
}

/** The same as data, for what is said while a run goes on. */
export interface ClusterProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}
