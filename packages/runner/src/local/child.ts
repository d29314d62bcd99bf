/** One child process: started in a process group of its own, followed to its end, never left behind. */
import { spawn, type ChildProcess } from "node:child_process";
import { createLines } from "../lines.ts";
import { after } from "./timers.ts";

export interface ChildCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** After this long it is asked to end; no limit when absent. */
  readonly timeoutMs?: number;
  /** How long it may take to end once it was asked to. */
  readonly graceMs: number;
  /** Aborting it asks the child to end. */
  readonly signal: AbortSignal;
  readonly onLine: (stream: "stdout" | "stderr", line: string) => void;
}

export interface ChildEnd {
  /** Why it ended: by itself, or because we asked. `unstarted`: there never was a process. */
  readonly why: "exit" | "timeout" | "aborted" | "unstarted";
  /** As a shell gives it: 128 and the signal's number when a signal ended it. */
  readonly exitCode: number;
  /** Why it could not be started. */
  readonly problem?: string;
}

const SIGNAL_NUMBERS: { readonly [signal: string]: number } = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

// A process that left the group may hold our pipes open; its output is not waited for longer than this.
const DRAIN_MS = 500;

/** The process ids of the children that are alive, for a caller that has to leave in a hurry. */
export type Alive = Set<number>;

export async function runChild(command: ChildCommand, alive: Alive): Promise<ChildEnd> {
  if (command.signal.aborted) return { why: "aborted", exitCode: 143 };
  const child = spawn(command.command, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) return { why: "unstarted", exitCode: 70, problem: await spawnProblem(child) };
  alive.add(pid);
  const stop = stopper(child, pid, command);
  try {
    const exitCode = await ended(child, pid, command.onLine);
    return { why: stop.asked() ?? "exit", exitCode };
  } finally {
    stop.dispose();
    alive.delete(pid);
  }
}

function spawnProblem(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.once("error", (error) => resolve(error.message)));
}

/** Asks the child to end on timeout or abort, and forces it when it does not. */
function stopper(child: ChildProcess, pid: number, { signal, timeoutMs, graceMs }: ChildCommand) {
  let why: "timeout" | "aborted" | undefined;
  let force: NodeJS.Timeout | undefined;
  const stop = (reason: "timeout" | "aborted"): void => {
    if (why !== undefined) return;
    why = reason;
    child.kill("SIGTERM");
    force = setTimeout(() => killGroup(pid), graceMs);
  };
  const onAbort = (): void => stop("aborted");
  signal.addEventListener("abort", onAbort, { once: true });
  const cancel = timeoutMs === undefined ? undefined : after(timeoutMs, () => stop("timeout"));
  return {
    asked: () => why,
    dispose: () => {
      cancel?.();
      clearTimeout(force);
      signal.removeEventListener("abort", onAbort);
    },
  };
}

/** Resolves to the exit code once the process is gone, all it started with it, and all it printed was handed on. */
function ended(child: ChildProcess, pid: number, onLine: ChildCommand["onLine"]): Promise<number> {
  const streams = (["stdout", "stderr"] as const).map((name) => {
    const lines = createLines((line) => onLine(name, line));
    child[name]?.on("data", (chunk: Buffer) => lines.push(chunk));
    return lines;
  });
  return new Promise((resolve) => {
    let exitCode = 70;
    child.once("exit", (code, signal) => {
      exitCode = code ?? 128 + (SIGNAL_NUMBERS[signal ?? ""] ?? 0);
      killGroup(pid);
      const drain = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, DRAIN_MS);
      child.once("close", () => clearTimeout(drain));
    });
    child.once("close", () => {
      for (const lines of streams) lines.end();
      resolve(exitCode);
    });
  });
}

/** Ends a child and everything it started that stayed in its group. */
export function killGroup(pid: number): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // Nothing is left of the group.
  }
}
