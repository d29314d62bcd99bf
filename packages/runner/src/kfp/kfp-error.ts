/**
 * A server of Kubeflow refused, or cannot be reached: one sentence in the user's terms and what to do about it.
 * The command line prints it as it is and exits with code 5.
 */
export class KfpError extends Error {
  /** Stable for ever: `AR6101`. */
  readonly code: string;
  readonly hint?: string;
  /** Of the answer, when there was one. */
  readonly status?: number;

  constructor(problem: KfpProblem, cause?: unknown) {
    super(problem.message, cause === undefined ? undefined : { cause });
    this.name = "KfpError";
    this.code = problem.code;
    if (problem.hint !== undefined) this.hint = problem.hint;
    if (problem.status !== undefined) this.status = problem.status;
  }
}

export interface KfpProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly status?: number;
}
