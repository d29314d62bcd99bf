import { type Normalized, type Problem, quote } from "./report.ts";

/** Options that cannot be: every problem at once. */
export class InvalidOptionsError extends TypeError {
  readonly problems: readonly Problem[];

  constructor(what: string, problems: readonly Problem[]) {
    super(`${what}: ${problems.length === 1 ? "" : `${problems.length} problems`}${printProblems(problems)}`);
    this.problems = problems;
    Object.defineProperty(this, "name", { value: "InvalidOptionsError", configurable: true });
  }
}

/** @throws {InvalidOptionsError} when there is a problem */
export function requireValid(what: string, { problems }: Normalized<unknown>): void {
  if (problems.length > 0) throw new InvalidOptionsError(what, problems);
}

/** @throws {TypeError} when `fn` is not a function */
export function requireFunction(what: string, fn: unknown): void {
  if (typeof fn !== "function")
    throw new TypeError(
      `${what}: the second argument is ${quote(fn)}, and must be a function; write ${what}(options, async (input) => …)`,
    );
}

function printProblems(problems: readonly Problem[]): string {
  const lines = problems.map(
    ({ path, message, hint }) => `${path === "" ? "" : `${path}: `}${message}${hint === undefined ? "" : `; ${hint}`}`,
  );
  return lines.length === 1 ? (lines[0] ?? "") : lines.map((line) => `\n  ${line}`).join("");
}
