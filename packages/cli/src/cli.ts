import { type Arguments, parseArguments } from "./arguments.ts";
import { CliError } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { commandHelp, overviewHelp } from "./help.ts";
import { type Host, isOn } from "./host.ts";
import { version } from "./version.ts";

/** Runs the command that the process was started with and sets its exit code. */
export async function main(): Promise<void> {
  const { env, stdin, stdout, stderr } = process;
  const exit = (code: number): never => process.exit(code);
  const host: Host = { argv: process.argv.slice(2), env, cwd: process.cwd(), stdin, stdout, stderr, exit };
  surviveClosedPipes();
  const crash = (error: unknown): void => host.exit(reportError(error, host));
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  process.exitCode = await runCli(host);
}

/** One invocation: parse, run the command, turn what is thrown into a message and an exit code. */
async function runCli(host: Host): Promise<ExitCode> {
  try {
    return await dispatch(parseArguments(host.argv), host);
  } catch (error) {
    return reportError(error, host);
  }
}

async function dispatch(given: Arguments, host: Host): Promise<ExitCode> {
  const { command } = given;
  if (given.options.help) return print(command === undefined ? overviewHelp() : commandHelp(command), host);
  if (given.options.version) return print(`${version()}\n`, host);
  if (command === undefined) return print(overviewHelp(), host);
  // Each command brings its own libraries, which help and version do without.
  switch (command) {
    case "help":
      return print(helpFor(given.positionals[0]), host);
    case "run":
      return (await import("./commands/run.ts")).runCommand(given, host);
    case "compile":
      return (await import("./commands/compile.ts")).compileCommand(given, host);
    case "submit":
      return (await import("./commands/submit.ts")).submitCommand(given, host);
  }
}

function helpFor(topic: string | undefined): string {
  const { command } = parseArguments(topic === undefined ? [] : [topic, "--help"]);
  return command === undefined ? overviewHelp() : commandHelp(command);
}

function print(text: string, host: Host): ExitCode {
  host.stdout.write(text);
  return EXIT.ok;
}

function reportError(error: unknown, host: Host): ExitCode {
  if (error instanceof CliError) {
    const hint = error.hint === undefined ? "" : `  hint: ${error.hint}\n`;
    host.stderr.write(`error: ${error.message}\n${hint}`);
    return error.exitCode;
  }
  const debug = isOn(host.env["ARGOSY_DEBUG"]) || host.argv.includes("--debug");
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  host.stderr.write(`error: this is a bug of Argosy: ${message.split("\n", 1)[0]}\n`);
  host.stderr.write(debug && error instanceof Error ? `${error.stack}\n` : "  hint: --debug shows where\n");
  return EXIT.internal;
}

/** `argosy compile … | head` closes our output early; what it did not want to read is no error. */
function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
