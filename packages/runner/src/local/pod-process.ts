/** How pods become processes: the port that fresh processes, warm ones and this process itself implement. */
import type { PodMessage } from "../pod/channel.ts";
import type { PodReport } from "../pod/report.ts";
import { runChild, TALK_DESCRIPTOR, type Alive, type ChildEnd } from "./child.ts";

/** One attempt of one pod, ready to be started. */
export interface PodJob {
  /** The file of its bundle. */
  readonly bundle: string;
  /** Arguments of node itself: the heap that it may use. */
  readonly nodeArguments: readonly string[];
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  /** JSON object: read name → wire JSON. */
  readonly input: string;
  readonly timeoutMs?: number;
  readonly graceMs: number;
  readonly signal?: AbortSignal;
  readonly onLine: (stream: "stdout" | "stderr", line: string) => void;
  /** Asked with the JSON of the step's input before the step runs; the wire text of its result when that is known. */
  readonly onAsk: (input: string) => Promise<string | undefined>;
}

export interface PodEnd extends ChildEnd {
  /** Absent when it failed. */
  readonly ports?: { readonly [port: string]: string };
  /** Absent when it left without a word. */
  readonly report?: PodReport;
}

export interface PodStarter {
  /** How many pods it may have at once, whatever they declare. */
  readonly mostAtOnce: number;
  readonly start: (job: PodJob) => Promise<PodEnd>;
  readonly close: () => void;
}

/** A process for each attempt, started as a cluster starts it. */
export function freshProcesses(alive: Alive): PodStarter {
  return {
    mostAtOnce: Number.POSITIVE_INFINITY,
    start: async (job) => {
      let said: Pick<PodEnd, "ports" | "report"> = {};
      const end = await runChild(
        {
          command: process.execPath,
          args: ["--enable-source-maps", ...job.nodeArguments, job.bundle],
          cwd: job.cwd,
          env: { ...job.env, ARGOSY_CHANNEL: String(TALK_DESCRIPTOR) },
          ...(job.timeoutMs === undefined ? {} : { timeoutMs: job.timeoutMs }),
          graceMs: job.graceMs,
          ...(job.signal === undefined ? {} : { signal: job.signal }),
          onLine: job.onLine,
          talk: {
            first: job.input,
            hear: (line, say) => {
              const message = JSON.parse(line) as PodMessage;
              if (message.kind === "ask") answer(job, message.input, say);
              else if (message.kind === "end") said = message;
            },
          },
        },
        alive,
      );
      const { ports, report } = said;
      return { ...end, ...(ports === undefined ? {} : { ports }), ...(report === undefined ? {} : { report }) };
    },
    close: () => undefined,
  };
}

/** A lookup that fails is a lookup without result: the step runs. */
export function answer(job: PodJob, input: string, say: (line: string) => void): void {
  const reply = (known: string | undefined): void => say(JSON.stringify(known === undefined ? {} : { known }));
  job.onAsk(input).then(reply, () => reply(undefined));
}
