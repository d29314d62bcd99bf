import { CliError } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { type Host, isOn } from "./host.ts";

/** Says what was thrown, and what to exit with. */
export function reportError(error: unknown, host: Host): ExitCode {
  if (error instanceof CliError) {
    const hint = error.hint === undefined ? "" : `  hint: ${error.hint}\n`;
    host.stderr.write(`error: ${error.message}\n${hint}`);
    return error.exitCode;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  host.stderr.write(`error: this is a bug of Argosy: ${message.split("\n", 1)[0]}\n`);
  showStack(error, host);
  return EXIT.internal;
}

/** Where Argosy itself failed, for those who asked. */
export function showStack(error: unknown, host: Host): void {
  const debug = isOn(host.env["ARGOSY_DEBUG"]) || host.argv.includes("--debug");
  host.stderr.write(debug && error instanceof Error ? `${error.stack}\n` : "  hint: --debug shows where\n");
}
