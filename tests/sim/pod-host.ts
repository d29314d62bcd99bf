/** Runs what a pod would run, in this process: the pod protocol without processes. */
import { createRequire } from "node:module";
import type { Bundle } from "@argosy/sdk/ir";
import type { LostFacts, PodProgram } from "@argosy/sdk/runtime";
import { failureOf, PodFailure, EXIT } from "../../packages/runner/src/pod/failure.ts";
import { runProgram, type Watcher } from "../../packages/runner/src/pod/main.ts";
import { HAND_OVER } from "./pod-runtime.ts";

export type PodEnd =
  | { readonly kind: "done"; readonly ports: ReadonlyMap<string, string> }
  | { readonly kind: "failed"; readonly exitCode: number; readonly name: string; readonly message: string };

export interface PodStart {
  readonly call: string;
  /** JSON object: read name → wire JSON. */
  readonly input: string;
  readonly attempt: number;
  readonly lost?: LostFacts;
  /** The step's own code, with its input: tests watch it and hold it back. */
  readonly around: (step: string, input: unknown, run: () => Promise<unknown>) => Promise<unknown>;
}

const HEAD = 'import{createRequire as argosyRequire}from"node:module";';

/** The program in a bundle that was made with `pod-runtime.ts`. */
export function loadProgram({ code }: Bundle): PodProgram {
  if (!code.startsWith(HEAD)) throw new Error("a bundle begins differently than this loader expects");
  const text = code.slice(HEAD.length).replace("import.meta.url", JSON.stringify(import.meta.url));
  // A module would stay in memory for ever, and there are thousands of them.
  new Function("argosyRequire", text)(createRequire);
  const shared = globalThis as { [HAND_OVER]?: PodProgram };
  const program = shared[HAND_OVER];
  if (program === undefined) throw new Error("a bundle did not hand its program over");
  delete shared[HAND_OVER];
  return program;
}

export async function runInProcess(program: PodProgram, start: PodStart): Promise<PodEnd> {
  const { call, input, attempt, around, lost } = start;
  const base = { call, input: { text: input }, out: "", run: "sim", attempt, terminationLog: "" };
  const environment = lost === undefined ? base : { ...base, lost };
  let killed: Error | undefined;
  const aroundKill: PodStart["around"] = async (step, given, run) => {
    try {
      return await around(step, given, run);
    } catch (error) {
      if ((error as Error).name === KILLED) killed = error as Error;
      throw error;
    }
  };
  try {
    const ports = await runProgram(watched(program, aroundKill), environment, watcher(program));
    return killed === undefined ? { kind: "done", ports } : outOfMemory(killed);
  } catch (error) {
    if (killed !== undefined) return outOfMemory(killed);
    const { exitCode, error: wire } = error instanceof PodFailure ? error : failureOf(EXIT.internal, error, {});
    return { kind: "failed", exitCode, name: wire.name, message: wire.message };
  }
}

/** A step that throws this stands for one that the kernel kills: nothing of what its pod would say is said. */
const KILLED = "OutOfMemoryError";

function outOfMemory({ name, message }: Error): PodEnd {
  return { kind: "failed", exitCode: 137, name, message };
}

function watched(program: PodProgram, around: PodStart["around"]): PodProgram {
  const { run, step } = program;
  if (run === undefined) return program;
  return {
    ...program,
    // Copied, because the step may change the input it got.
    run: (input, context) => around(step?.name ?? "", structuredClone(input), async () => run(input, context)),
  };
}

function watcher({ step }: PodProgram): Watcher {
  return {
    signal: new AbortController().signal,
    blame: step === undefined ? {} : { step: step.name, place: `${step.file}:${step.line}` },
    report: { metrics: [], artifacts: [] },
    during: (action) => action(),
    watchSignal: () => undefined,
    removeLater: (folder) => folder,
  };
}
