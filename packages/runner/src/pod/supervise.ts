/** Keeps a step's process honest: whatever the step does to it, the pod ends with the right exit code and last words. */
import { rmSync } from "node:fs";
import type { PodProgram } from "@argosy/sdk/runtime";
import type { PodEnvironment } from "./environment.ts";
import { EXIT, failureOf, PodFailure, type Blame } from "./failure.ts";
import { writeLastWords, writeReport, type ReportParts } from "./report.ts";

export interface Supervisor {
  /** Aborted on SIGTERM. */
  readonly signal: AbortSignal;
  readonly terminated: boolean;
  readonly report: ReportParts;
  /** Runs the step. Rejects also when it fails outside its promise, or when nothing is left that could settle it. */
  during<T>(action: () => Promise<T>): Promise<T>;
  /** From now on SIGTERM leaves the step time to end, if it has looked at the context's signal. */
  watchSignal(context: object): void;
  /** Removes the folder when the pod ends. */
  removeLater(folder: string): string;
  /** Leaves the process. */
  conclude(failure: PodFailure | undefined): Promise<void>;
}

export function supervise(environment: PodEnvironment, step: PodProgram["step"]): Supervisor {
  const blame: Blame = step === undefined ? {} : { step: step.name, place: `${step.file}:${step.line}` };
  const controller = new AbortController();
  const report: ReportParts = { metrics: [], artifacts: [] };
  const folders: string[] = [];
  let rejectStep: ((error: unknown) => void) | undefined;
  let phase: "before" | "step" | "after" | "concluded" = "before";
  let isWatched = false;

  const lastWords = (exitCode: number, failure: PodFailure | undefined): void => {
    phase = "concluded";
    writeReport(environment, report, exitCode, failure);
    if (failure !== undefined) writeLastWords(environment, failure);
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  };
  const conclude = async (failure: PodFailure | undefined): Promise<void> => {
    if (phase === "concluded") return;
    const exitCode = failure?.exitCode ?? 0;
    lastWords(exitCode, failure);
    await flushed();
    // Timers and sockets that the step left open must not keep the pod.
    // oxlint-disable-next-line unicorn/no-process-exit
    process.exit(exitCode);
  };

  process.on("uncaughtException", (error) => {
    if (phase === "step") rejectStep?.(error);
    else if (phase === "before") void conclude(failureOf(EXIT.error, error, blame));
    else process.stderr.write(`ignored, because the step had ended: ${String(error)}\n`);
  });
  process.on("SIGTERM", () => {
    if (phase === "after" || phase === "concluded") return;
    controller.abort();
    if (!isWatched) void conclude(ending("PreemptedError", "the step was asked to stop (SIGTERM)", EXIT.terminated, blame));
  });
  process.on("beforeExit", () => {
    rejectStep?.(ending("Error", "the step never ends: nothing is left that could settle its promise", EXIT.value, blame));
  });
  process.on("exit", (code) => {
    if (phase === "concluded") return;
    const failure = failureOf(code || EXIT.value, new Error(`the step called process.exit(${code})`), blame);
    process.exitCode = failure.exitCode;
    lastWords(failure.exitCode, failure);
  });
  if (environment.parent !== undefined) outliveNoParent(environment.parent);

  return {
    signal: controller.signal,
    get terminated() {
      return controller.signal.aborted;
    },
    report,
    during: async (action) => {
      phase = "step";
      try {
        return await new Promise((resolve, reject) => {
          rejectStep = reject;
          action().then(resolve, reject);
        });
      } finally {
        phase = "after";
        rejectStep = undefined;
      }
    },
    watchSignal: (context) => {
      const { signal } = controller;
      Object.defineProperty(context, "signal", {
        get: () => {
          isWatched = true;
          return signal;
        },
        enumerable: true,
        configurable: true,
      });
    },
    removeLater: (folder) => {
      folders.push(folder);
      return folder;
    },
    conclude,
  };
}

function ending(name: string, message: string, exitCode: number, { step, place }: Blame): PodFailure {
  const error = { name, message, ...(step === undefined ? {} : { step }), ...(place === undefined ? {} : { at: place }) };
  return new PodFailure(exitCode, error, `${name}: ${message}`);
}

/** A local engine that was killed cannot stop its steps; they notice. */
function outliveNoParent(parent: number): void {
  const check = (): void => {
    if (process.ppid !== parent) process.kill(-process.pid, "SIGKILL");
  };
  setInterval(check, 1_000).unref();
}

/** Writing to a pipe only begins at once. */
async function flushed(): Promise<void> {
  const streams = [process.stdout, process.stderr].filter((stream) => stream.writableLength > 0);
  await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.write("", () => resolve()))));
}
