/** One attempt of one pod: a process between the text it reads and the texts it leaves. */
import type { CallSite, StepIr } from "@argosy/sdk/ir";
import type { RunFailure, TaskRef } from "../events.ts";
import type { PodReport } from "../pod/report.ts";
import type { LostFacts } from "@argosy/sdk/runtime";
import { failureOfAttempt } from "./attempt-failure.ts";
import { heapArguments, type Demand } from "./demand.ts";
import type { PodEnd } from "./pod-process.ts";
import type { History, Lookup, Taken } from "./reuse.ts";
import type { Run } from "./run.ts";

/** `fails`: nothing is behind it. `unwinds`: a `finally` block is. `goes-on`: it lies in one, or is code that decides about one. */
export type OnStop = "fails" | "unwinds" | "goes-on";

/** A pod that may start: all it reads is there. */
export interface PodWork {
  readonly ref: TaskRef;
  readonly call: CallSite;
  readonly step: StepIr | undefined;
  readonly demand: Demand;
  /** JSON object: read name → wire JSON. */
  readonly input: string;
  /** The wire texts that it reads, by name. */
  readonly reads: ReadonlyMap<string, string>;
  /** What stands in for it when it is lost and its errors are caught. */
  readonly rescue?: CallSite;
  /** Of a pod that stands in: what is known of the end of the other. */
  readonly lost?: LostFacts;
  /** What becomes of it when the run is stopped. */
  readonly onStop: OnStop;
  /** The indexes of all fan-outs around it, and the calls of pipelines. */
  readonly indexes: readonly (number | string)[];
  /** What happened before it. */
  readonly history: History;
}

export type Ports = ReadonlyMap<string, string>;
/** `input` is the JSON of the step's input, where the pod came so far. */
export type AttemptEnd = { readonly input: string | undefined; readonly report: PodReport | undefined } & (
  | {
      readonly kind: "done";
      readonly ports: Ports;
      /** The earlier result that it was spared to make. */
      readonly taken: Taken | undefined;
    }
  | { readonly kind: "failed"; readonly failure: RunFailure }
);

const LOG_TAIL = 20;

export async function runAttempt(run: Run, work: PodWork, attempt: number, lookup: Lookup): Promise<AttemptEnd> {
  const tail: string[] = [];
  const scratch = run.folder.openScratch();
  let input: string | undefined;
  let taken: Taken | undefined;
  const end = await startPod(run, work, attempt, scratch, tail, async (asked) => {
    input = asked;
    taken = await lookup.result(asked);
    return taken?.ports.get("out");
  });
  run.folder.closeScratch(scratch);
  const { report } = end;
  if (end.why !== "exit" || end.exitCode !== 0)
    return { kind: "failed", failure: failureOfAttempt(work, attempt, end, report, tail), input, report };
  const ports = portsOf(end, work);
  if (typeof ports !== "string") return { kind: "done", ports, taken, input, report };
  const failure = failureOfAttempt(work, attempt, { why: "exit", exitCode: 70 }, undefined, tail);
  return { kind: "failed", failure: { ...failure, message: ports }, input, report };
}

function startPod(
  run: Run,
  work: PodWork,
  attempt: number,
  scratch: string,
  tail: string[],
  onAsk: (input: string) => Promise<string | undefined>,
): Promise<PodEnd> {
  const { ref, step, input } = work;
  const timeoutSeconds = step?.options.timeoutSeconds;
  return run.pods.start({
    bundle: run.bundleFiles.get(step?.id ?? "$glue") ?? "",
    nodeArguments: heapOf(work),
    cwd: run.workDir,
    env: environmentOf(run, work, attempt, scratch),
    input,
    ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 }),
    graceMs: run.graceMs,
    ...(work.onStop === "goes-on" ? {} : { signal: run.signal }),
    onLine: (stream, line) => {
      tail.push(line);
      if (tail.length > LOG_TAIL) tail.shift();
      run.emit({ kind: "task-log", task: ref, attempt, stream, line });
    },
    onAsk,
  });
}

function environmentOf(
  run: Run,
  { call, step, demand, indexes, lost }: PodWork,
  attempt: number,
  scratch: string,
): { readonly [name: string]: string } {
  return {
    ...run.stepEnv,
    ...step?.options.env,
    TMPDIR: scratch,
    ARGOSY_CALL: call.key,
    ARGOSY_STORE: run.storeUrl,
    ARGOSY_RUN: run.id,
    ARGOSY_ORIGIN: run.checkpointRun(step),
    ARGOSY_ATTEMPT: String(attempt),
    ARGOSY_TERMINATION_LOG: "",
    ARGOSY_PARENT: String(process.pid),
    ...run.outside(step, demand),
    ...(lost === undefined ? {} : { ARGOSY_LOST: JSON.stringify(lost) }),
    ...(indexes.length === 0 ? {} : { ARGOSY_ITEM: indexes.join(".") }),
    ...(demand.limitBytes === undefined ? {} : { ARGOSY_MEMORY_LIMIT: String(demand.limitBytes) }),
  };
}

/** Beside a program that is not ours, Node itself needs little. */
function heapOf({ step, demand }: PodWork): readonly string[] {
  return step?.work === undefined ? heapArguments(demand) : ["--max-old-space-size=64"];
}

/** The texts of all ports, or what is wrong with them. */
function portsOf({ ports = {} }: PodEnd, { call }: PodWork): Ports | string {
  const names = [...(call.step === undefined ? [] : ["out"]), ...call.ports.map(({ port }) => port)];
  const missing = names.find((name) => !Object.hasOwn(ports, name));
  return missing === undefined
    ? new Map(Object.entries(ports))
    : `the pod ended well but left an output out: ${missing}`;
}
