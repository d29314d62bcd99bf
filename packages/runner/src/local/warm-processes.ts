/** Processes that stay warm between pods: a step then costs no start of Node. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createLines } from "../lines.ts";
import type { PodMessage } from "../pod/channel.ts";
import { drained, exitCodeOf, killGroup, stopper, talkTo, TALK_DESCRIPTOR, type Alive } from "./child.ts";
import { answer, type PodEnd, type PodJob, type PodStarter } from "./pod-process.ts";
import type { WarmJob } from "./warm-host.ts";

const HOST = fileURLToPath(new URL("./warm-host.ts", import.meta.url)).replace(
  /\.ts$/,
  import.meta.url.endsWith(".ts") ? ".ts" : ".js",
);

export function warmProcesses(alive: Alive, mostIdle: number): PodStarter {
  /** Idle processes, the one that worked last at the end. */
  const idle: WarmProcess[] = [];
  let jobs = 0;
  const start = async (job: PodJob): Promise<PodEnd> => {
    const key = job.nodeArguments.join(" ");
    const at = idle.findLastIndex((process) => process.key === key && process.cwd === job.cwd);
    const process = at < 0 ? new WarmProcess(key, job, alive) : (idle.splice(at, 1)[0] as WarmProcess);
    const end = await process.run(job, (jobs += 1));
    if (process.isUsable && end.exitCode === 0) idle.push(process);
    else process.kill();
    while (idle.length > mostIdle) idle.shift()?.kill();
    return end;
  };
  return {
    mostAtOnce: Number.POSITIVE_INFINITY,
    start,
    close: () => {
      for (const process of idle.splice(0)) process.kill();
    },
  };
}

interface Current {
  readonly job: PodJob;
  readonly mark: string;
  readonly finish: (end: Pick<PodEnd, "exitCode"> & Partial<PodEnd>) => void;
  said: Pick<PodEnd, "ports" | "report">;
  /** The streams whose mark was not seen yet, and whether the process has said that it is done. */
  readonly open: Set<"stdout" | "stderr" | "idle">;
}

/** One process, and the pod that it runs now. */
class WarmProcess {
  readonly key: string;
  readonly cwd: string;
  readonly #child: ChildProcess;
  readonly #say: (line: string) => void;
  readonly #alive: Alive;
  #current: Current | undefined;
  #isClean = true;

  constructor(key: string, { nodeArguments, cwd, env }: PodJob, alive: Alive) {
    this.key = key;
    this.cwd = cwd;
    this.#alive = alive;
    this.#child = spawn(process.execPath, ["--enable-source-maps", ...nodeArguments, HOST], {
      cwd,
      env: { ...env, ARGOSY_CHANNEL: String(TALK_DESCRIPTOR) },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      detached: true,
    });
    const { pid } = this.#child;
    if (pid !== undefined) alive.add(pid);
    this.#say = pid === undefined ? () => undefined : talkTo(this.#child, { hear: (line) => this.#hear(line) });
    for (const stream of ["stdout", "stderr"] as const) this.#listen(stream);
    this.#child.once("error", (error) => this.#finish({ why: "unstarted", exitCode: 70, problem: error.message }));
    this.#child.once("exit", (code, signal) => this.#onExit(exitCodeOf(code, signal)));
  }

  /** Whether it may run another pod. */
  get isUsable(): boolean {
    return this.#isClean && this.#current === undefined && this.#child.exitCode === null && !this.#child.killed;
  }

  run(job: PodJob, number: number): Promise<PodEnd> {
    const { pid } = this.#child;
    return new Promise((resolve) => {
      const stop = pid === undefined ? undefined : stopper(this.#child, pid, job);
      const finish: Current["finish"] = (end) => {
        stop?.dispose();
        resolve({ ...end, why: end.why ?? stop?.asked() ?? "exit" });
      };
      const mark = `\u0000${randomUUID()}`;
      this.#current = { job, mark, finish, said: {}, open: new Set(["stdout", "stderr", "idle"]) };
      const { bundle, env, input } = job;
      this.#say(JSON.stringify({ number, bundle, env, mark } satisfies WarmJob));
      this.#say(input);
    });
  }

  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    killGroup(pid);
    this.#alive.delete(pid);
  }

  #hear(line: string): void {
    const current = this.#current;
    const message = JSON.parse(line) as PodMessage;
    if (current === undefined) return;
    switch (message.kind) {
      case "ask":
        return answer(current.job, message.input, this.#say);
      case "end":
        current.said = message;
        return;
      case "idle":
        this.#isClean = message.clean;
        return this.#close("idle");
    }
  }

  #listen(stream: "stdout" | "stderr"): void {
    let isEmptyHeldBack = false;
    const lines = createLines((line) => {
      const current = this.#current;
      if (current === undefined) return;
      const isEnd = line === current.mark;
      // The mark comes with a line break before it, which ends the step's last line or is one too many.
      if (isEmptyHeldBack && !isEnd) current.job.onLine(stream, "");
      isEmptyHeldBack = !isEnd && line === "";
      if (isEnd) this.#close(stream);
      else if (line !== "") current.job.onLine(stream, line);
    });
    this.#child[stream]?.on("data", (chunk: Buffer) => lines.push(chunk)).once("close", () => lines.end());
  }

  #close(part: "stdout" | "stderr" | "idle"): void {
    const current = this.#current;
    current?.open.delete(part);
    if (current?.open.size === 0) this.#finish({ exitCode: current.said.report?.exitCode ?? 70 });
  }

  /** It left, or was killed, in the middle of a pod, or between two. */
  #onExit(exitCode: number): void {
    this.kill();
    this.#isClean = false;
    void drained(this.#child).then(() => this.#finish({ exitCode }));
  }

  #finish(end: Pick<PodEnd, "exitCode"> & Partial<PodEnd>): void {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    const { ports, report } = current.said;
    current.finish({ ...end, ...(ports === undefined ? {} : { ports }), ...(report === undefined ? {} : { report }) });
  }
}
