import type { SourceFiles } from "@argosy/compiler";
import { type Arguments, parseArguments } from "./arguments.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { commandHelp, overviewHelp } from "./help.ts";
import type { Host } from "./host.ts";
import { reportError } from "./report-error.ts";
import { version } from "./version.ts";

/**
 * Runs the command that the process was started with and sets its exit code.
 * @param parsed What was parsed before the command was known.
 */
export async function main(parsed?: SourceFiles): Promise<void> {
  const { env, stdin, stdout, stderr } = process;
  const exit = (code: number): never => process.exit(code);
  const argv = process.argv.slice(2);
  const outside = { argv, env, cwd: process.cwd(), stdin, stdout, stderr, exit };
  const host: Host = parsed === undefined ? outside : { ...outside, parsed };
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
    case "resume":
      return (await import("./commands/resume.ts")).resumeCommand(given, host);
    case "runs":
      return (await import("./commands/runs.ts")).runsCommand(given, host);
    case "explain-cache":
      return (await import("./commands/explain-cache.ts")).explainCacheCommand(given, host);
    case "artifacts":
      return (await import("./commands/artifacts.ts")).artifactsCommand(given, host);
    case "check":
      return (await import("./commands/check.ts")).checkCommand(given, host);
    case "compile":
      return (await import("./commands/compile.ts")).compileCommand(given, host);
    case "submit":
      return (await import("./commands/submit.ts")).submitCommand(given, host);
    case "approve":
      return (await import("./commands/approve.ts")).approveCommand(given, host);
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

/** `argosy compile … | head` closes our output early; what it did not want to read is no error. */
function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
