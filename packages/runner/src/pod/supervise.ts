/** Keeps a step's process honest: whatever the step does to it, the pod ends with the right exit code and last words. */
import { rmSync } from "node:fs";
import type { PodProgram } from "@argosy/sdk/runtime";
import type { PodEnvironment } from "./environment.ts";
import type { Answer, Channel } from "./channel.ts";
import { EXIT, failureOf, PodFailure, type Blame } from "./failure.ts";
import { reportOf, writeLastWords, writeReport, type ReportParts } from "./report.ts";

export class Supervisor {
  readonly report: ReportParts = { metrics: [], artifacts: [] };
  readonly #environment: PodEnvironment;
  readonly #blame: Blame;
  readonly #controller = new AbortController();
  readonly #folders: string[] = [];
  #phase: "before" | "step" | "after" | "concluded" = "before";
  #rejectStep: ((error: unknown) => void) | undefined;
  readonly #channel: Channel | undefined;
  readonly #leave: ((exitCode: number) => void) | undefined;
  readonly #listeners: readonly (readonly [event: string, listener: (value: never) => void])[] = [
    ["uncaughtException", (error: unknown) => this.#onUncaught(error)],
    ["SIGTERM", () => this.#onTerminate()],
    ["beforeExit", () => this.#rejectStep?.(this.#failure("Error", NEVER_ENDS, EXIT.value))],
    ["exit", (code: number) => this.#onExit(code)],
  ];
  #isWatched = false;

  /**
   * Listens to everything that may happen to the process.
   * @param channel where outputs and the report go instead of into files
   * @param leave what to do instead of leaving the process
   */
  constructor(
    environment: PodEnvironment,
    step: PodProgram["step"],
    channel: Channel | undefined,
    leave: ((exitCode: number) => void) | undefined,
  ) {
    this.#environment = environment;
    this.#channel = channel;
    this.#leave = leave;
    this.#blame = step === undefined ? {} : { step: step.name, place: `${step.file}:${step.line}` };
    for (const [event, listener] of this.#listeners) process.on(event, listener as () => void);
    if (environment.parent !== undefined && leave === undefined) outliveNoParent(environment.parent);
  }

  /** Aborted on SIGTERM. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get blame(): Blame {
    return this.#blame;
  }

  /** Runs the step. Rejects also when it fails outside its promise, or when nothing is left that could settle it. */
  async during<T>(action: () => Promise<T>): Promise<T> {
    this.#phase = "step";
    try {
      return await new Promise((resolve, reject) => {
        this.#rejectStep = reject;
        action().then(resolve, reject);
      });
    } finally {
      this.#phase = "after";
      this.#rejectStep = undefined;
    }
  }

  /** From now on SIGTERM leaves the step time to end, if it has looked at the context's signal. */
  watchSignal(context: object): void {
    const get = (): AbortSignal => {
      this.#isWatched = true;
      return this.signal;
    };
    Object.defineProperty(context, "signal", { get, enumerable: true, configurable: true });
  }

  /** Removes the folder when the pod ends. */
  removeLater(folder: string): string {
    this.#folders.push(folder);
    return folder;
  }

  /** The wire text of the result, when whoever started this pod knows it already. */
  askForKnown(input: unknown): string | undefined {
    if (this.#channel === undefined) return undefined;
    this.#channel.tell({ kind: "ask", input: JSON.stringify(input ?? null) });
    const answer = this.#channel.read();
    // Nobody is there any more to run it for.
    if (answer === undefined) process.kill(process.pid, "SIGKILL");
    return (JSON.parse(answer ?? "{}") as Answer).known;
  }

  /** Leaves the process. */
  async conclude(failure: PodFailure | undefined, ports?: ReadonlyMap<string, string>): Promise<void> {
    if (this.#phase === "concluded") return;
    const exitCode = failure?.exitCode ?? 0;
    this.#settleAffairs(exitCode, failure, ports);
    await flushed();
    if (this.#leave !== undefined) {
      for (const [event, listener] of this.#listeners) process.removeListener(event, listener as () => void);
      return this.#leave(exitCode);
    }
    // Timers and sockets that the step left open must not keep the pod.
    // oxlint-disable-next-line unicorn/no-process-exit
    process.exit(exitCode);
  }

  #settleAffairs(exitCode: number, failure: PodFailure | undefined, ports?: ReadonlyMap<string, string>): void {
    this.#phase = "concluded";
    const report = reportOf(this.report, exitCode, failure);
    if (this.#channel === undefined) writeReport(this.#environment, report);
    if (failure !== undefined) writeLastWords(this.#environment, failure);
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
    this.#channel?.tell({
      kind: "end",
      ...(ports === undefined ? {} : { ports: Object.fromEntries(ports) }),
      report,
    });
  }

  #onUncaught(error: unknown): void {
    if (this.#phase === "step") this.#rejectStep?.(error);
    else if (this.#phase === "before") void this.conclude(failureOf(EXIT.error, error, this.#blame));
    // Saying that nobody listens to somebody who does not listen would go on for ever.
    else if ((error as NodeJS.ErrnoException | undefined)?.code !== "EPIPE")
      process.stderr.write(`ignored, because the step had ended: ${String(error)}\n`);
  }

  #onTerminate(): void {
    if (this.#phase === "after" || this.#phase === "concluded") return;
    this.#controller.abort();
    if (!this.#isWatched) void this.conclude(this.#failure("PreemptedError", ASKED_TO_STOP, EXIT.terminated));
  }

  /** Reached without a conclusion, it was the step that left. */
  #onExit(code: number): void {
    if (this.#phase === "concluded") return;
    const failure = failureOf(code || EXIT.value, new Error(`the step called process.exit(${code})`), this.#blame);
    process.exitCode = failure.exitCode;
    this.#settleAffairs(failure.exitCode, failure);
  }

  #failure(name: string, message: string, exitCode: number): PodFailure {
    const { step, place } = this.#blame;
    const error = {
      name,
      message,
      ...(step === undefined ? {} : { step }),
      ...(place === undefined ? {} : { at: place }),
    };
    return new PodFailure(exitCode, error, `${name}: ${message}`);
  }
}

const NEVER_ENDS = "the step never ends: nothing is left that could settle its promise";
const ASKED_TO_STOP = "the step was asked to stop (SIGTERM)";

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
