/** A program that is not ours, run beside the pod runtime: followed to its end, asked to stop when the pod is. */
import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { constants } from "node:os";
import { createLines } from "../lines.ts";
import { EXIT, StepExit } from "./failure.ts";

export interface OutsideProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Pipes besides those of its output, from number 3 on. */
  readonly pipes?: number;
}

export interface ProgramEnd {
  /** As a shell gives it: 128 and the signal's number when a signal ended it. */
  readonly exitCode: number;
  /** The last line that it printed on stderr, or on stdout. */
  readonly lastLine: string;
}

/** @throws {StepExit} when it cannot be started */
export async function runOutside(
  { command, args, env, cwd, pipes = 0 }: OutsideProgram,
  signal: AbortSignal,
  onStart: (child: ChildProcess) => void = () => undefined,
): Promise<ProgramEnd> {
  const stdio: StdioOptions = ["ignore", "pipe", "pipe", ...Array.from({ length: pipes }, () => "pipe" as const)];
  const child = spawn(command, args, { env, stdio, ...(cwd === undefined ? {} : { cwd }) });
  const last = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    const lines = createLines((line) => {
      process[name].write(`${line}\n`);
      if (line.trim() !== "") last[name] = line;
    });
    child[name]?.on("data", (chunk: Buffer) => lines.push(chunk));
    child[name]?.on("end", () => lines.end());
  }
  const stop = (): void => void child.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  onStart(child);
  try {
    return { exitCode: await ended(child, command), lastLine: last.stderr === "" ? last.stdout : last.stderr };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function ended(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "ENOENT" ? "there is no such program" : error.message;
      reject(new StepExit(EXIT.nonRetriable, "ExitError", `${command} cannot be started: ${why}`));
    });
    child.once("close", (code, signal) => {
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** Exit codes by which the pod runtime says something of its own. */
const TAKEN: readonly number[] = [EXIT.nonRetriable, EXIT.value, EXIT.program, EXIT.internal, EXIT.terminated];
const KILLED = 137;

/** What a program's exit says, unless it is that all went well. @throws {StepExit} */
export function checkExit({ exitCode, lastLine }: ProgramEnd, what: string): void {
  if (exitCode === 0) return;
  if (exitCode === KILLED) throw new StepExit(KILLED, "OutOfMemoryError", "the step ran out of memory");
  const said = lastLine === "" ? "" : `: ${lastLine.slice(0, 500)}`;
  const message = `${what} ended with exit code ${exitCode}${said}`;
  throw new StepExit(TAKEN.includes(exitCode) ? EXIT.error : exitCode, "ExitError", message);
}

/** The environment without what is meant for the pod runtime. */
export function outsideEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("ARGOSY_")));
}
