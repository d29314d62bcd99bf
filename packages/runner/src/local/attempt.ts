/** One attempt of one pod: a child process between the text it reads and the texts it leaves. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CallSite, StepIr } from "@argosy/sdk/ir";
import type { RunFailure, TaskRef } from "../events.ts";
import type { PodReport } from "../pod/report.ts";
import { runChild, type ChildEnd } from "./child.ts";
import { heapArguments, type Demand } from "./demand.ts";
import { failureOfAttempt } from "./attempt-failure.ts";
import type { Run } from "./run.ts";

/** A pod that may start: all it reads is there. */
export interface PodWork {
  readonly ref: TaskRef;
  readonly call: CallSite;
  readonly step: StepIr | undefined;
  readonly demand: Demand;
  /** JSON object: read name → wire JSON. */
  readonly input: string;
  /** The indexes of all fan-outs around it. */
  readonly indexes: readonly number[];
}

export type Ports = ReadonlyMap<string, string>;
export type AttemptEnd =
  | { readonly kind: "done"; readonly ports: Ports; readonly report: PodReport | undefined }
  | { readonly kind: "failed"; readonly failure: RunFailure; readonly report: PodReport | undefined };

const LOG_TAIL = 20;

export async function runAttempt(run: Run, work: PodWork, attempt: number): Promise<AttemptEnd> {
  const files = prepareFiles(run, work, attempt);
  const tail: string[] = [];
  const end = await startNode(run, work, attempt, files, tail);
  run.folder.closeScratch(files.scratch);
  const report = readReport(files.report);
  const failed = (failure: RunFailure): AttemptEnd => ({ kind: "failed", failure, report });
  if (end.why !== "exit" || end.exitCode !== 0) return failed(failureOfAttempt(work, attempt, end, report, tail));
  const ports = readPorts(files.out, work);
  if (typeof ports !== "string") return { kind: "done", ports, report };
  return failed({ ...failureOfAttempt(work, attempt, { why: "exit", exitCode: 70 }, undefined, tail), message: ports });
}

interface AttemptFiles {
  readonly input: string;
  readonly out: string;
  readonly report: string;
  readonly scratch: string;
}

function prepareFiles(run: Run, { ref, input }: PodWork, attempt: number): AttemptFiles {
  const folder = run.folder.taskFolder(ref.path);
  const files = {
    input: join(folder, "in.json"),
    out: join(folder, "out"),
    report: join(folder, `report-${attempt}.json`),
    scratch: run.folder.openScratch(),
  };
  if (attempt === 0) writeFileSync(files.input, input);
  return files;
}

function startNode(run: Run, work: PodWork, attempt: number, files: AttemptFiles, tail: string[]): Promise<ChildEnd> {
  const { ref, step, demand } = work;
  const timeoutSeconds = step?.options.timeoutSeconds;
  const bundle = run.bundleFiles.get(step?.id ?? "$glue") ?? "";
  return runChild(
    {
      command: process.execPath,
      args: ["--enable-source-maps", ...heapArguments(demand), bundle],
      cwd: run.workDir,
      env: environmentOf(run, work, attempt, files),
      ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 }),
      graceMs: run.graceMs,
      signal: run.signal,
      onLine: (stream, line) => {
        tail.push(line);
        if (tail.length > LOG_TAIL) tail.shift();
        run.emit({ kind: "task-log", task: ref, attempt, stream, line });
      },
    },
    run.alive,
  );
}

function environmentOf(
  run: Run,
  { call, step, demand, indexes }: PodWork,
  attempt: number,
  files: AttemptFiles,
): NodeJS.ProcessEnv {
  const inherited = Object.entries(run.env).filter(([name]) => !name.startsWith("ARGOSY_"));
  return {
    ...Object.fromEntries(inherited),
    ...step?.options.env,
    TMPDIR: files.scratch,
    ARGOSY_CALL: call.key,
    ARGOSY_IN_FILE: files.input,
    ARGOSY_OUT: files.out,
    ARGOSY_STORE: run.storeUrl,
    ARGOSY_RUN: run.id,
    ARGOSY_ATTEMPT: String(attempt),
    ARGOSY_REPORT: files.report,
    ARGOSY_TERMINATION_LOG: "",
    ARGOSY_PARENT: String(process.pid),
    ...(indexes.length === 0 ? {} : { ARGOSY_ITEM: indexes.join(".") }),
    ...(demand.limitBytes === undefined ? {} : { ARGOSY_MEMORY_LIMIT: String(demand.limitBytes) }),
  };
}

function readReport(file: string): PodReport | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as PodReport;
  } catch {
    // A process that was killed leaves none.
    return undefined;
  }
}

/** The texts of all ports, or what is wrong with them. */
function readPorts(folder: string, { call }: PodWork): Ports | string {
  const names = [...(call.step === undefined ? [] : ["out"]), ...call.ports.map(({ port }) => port)];
  try {
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  } catch (error) {
    return `the pod ended well but left an output out: ${(error as Error).message}`;
  }
}
