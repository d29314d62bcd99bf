/** One child process: started in a process group of its own, followed to its end, never left behind. */
import { spawn, type ChildProcess } from "node:child_process";
import type { Duplex } from "node:stream";
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
  readonly signal?: AbortSignal;
  readonly onLine: (stream: "stdout" | "stderr", line: string) => void;
  /** When present, the child talks to us over its descriptor 3. */
  readonly talk?: Talk;
}

/** One side of the talk with a child: lines of text. */
export interface Talk {
  /** Sent at the start. */
  readonly first?: string;
  /** What it says; `say` sends a line back. */
  readonly hear: (line: string, say: (line: string) => void) => void;
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
  if (command.signal?.aborted === true) return { why: "aborted", exitCode: 143 };
  const child = spawn(command.command, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio: ["ignore", "pipe", "pipe", ...(command.talk === undefined ? [] : ["pipe" as const])],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) return { why: "unstarted", exitCode: 70, problem: await spawnProblem(child) };
  alive.add(pid);
  if (command.talk !== undefined) talkTo(child, command.talk);
  const stop = stopper(child, pid, command);
  try {
    const exitCode = await ended(child, pid, command.onLine);
    return { why: stop.asked() ?? "exit", exitCode };
  } finally {
    stop.dispose();
    alive.delete(pid);
  }
}

/** The descriptor that children talk over. */
export const TALK_DESCRIPTOR = 3;

export function talkTo(child: ChildProcess, { first, hear }: Talk): (line: string) => void {
  const line = child.stdio[TALK_DESCRIPTOR] as Duplex;
  const say = (text: string): void => void line.write(`${text}\n`);
  let rest: string[] = [];
  // A child that is gone cannot be told anything; that it is gone is noticed elsewhere.
  line.on("error", () => undefined);
  line.setEncoding("utf8");
  line.on("data", (chunk: string) => {
    const [head = "", ...lines] = chunk.split("\n");
    rest.push(head);
    for (const next of lines) {
      hear(rest.join(""), say);
      rest = [next];
    }
  });
  if (first !== undefined) say(first);
  return say;
}

function spawnProblem(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.once("error", (error) => resolve(error.message)));
}

/** Asks the child to end on timeout or abort, and forces it when it does not. */
export function stopper(
  child: ChildProcess,
  pid: number,
  { signal, timeoutMs, graceMs }: Pick<ChildCommand, "signal" | "timeoutMs" | "graceMs">,
): { readonly asked: () => "timeout" | "aborted" | undefined; readonly dispose: () => void } {
  let why: "timeout" | "aborted" | undefined;
  let force: NodeJS.Timeout | undefined;
  const stop = (reason: "timeout" | "aborted"): void => {
    if (why !== undefined) return;
    why = reason;
    child.kill("SIGTERM");
    force = setTimeout(() => killGroup(pid), graceMs);
  };
  const onAbort = (): void => stop("aborted");
  signal?.addEventListener("abort", onAbort, { once: true });
  const cancel = timeoutMs === undefined ? undefined : after(timeoutMs, () => stop("timeout"));
  return {
    asked: () => why,
    dispose: () => {
      cancel?.();
      clearTimeout(force);
      signal?.removeEventListener("abort", onAbort);
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
      exitCode = exitCodeOf(code, signal);
      killGroup(pid);
      void drained(child).then(() => {
        for (const lines of streams) lines.end();
        resolve(exitCode);
      });
    });
  });
}

/** As a shell gives it. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (SIGNAL_NUMBERS[signal ?? ""] ?? 0);
}

/** Resolves once a child that has ended has closed its streams; called when it ends. */
export function drained(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const drain = setTimeout(() => {
      for (const stream of child.stdio) stream?.destroy();
    }, DRAIN_MS);
    child.once("close", () => {
      clearTimeout(drain);
      resolve();
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
