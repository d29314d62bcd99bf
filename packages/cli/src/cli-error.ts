import type { ExitCode } from "./exit-code.ts";

/** Ends the command with one message and an exit code; anything else that is thrown counts as a bug of ours. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(exitCode: ExitCode, message: string, hint?: string) {
    super(message);
    this.name = "CliError";
    this.exitCode = exitCode;
    this.hint = hint;
  }
}
