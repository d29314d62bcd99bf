/** The oracle: the program's own JavaScript, with its steps watched. */
import { stripTypeScriptTypes } from "node:module";
import { pipeline, step } from "@argosy/sdk";
import { runPlain } from "@argosy/sdk/testing";
import { Gate, type CallText, type Observation } from "./observation.ts";

const STEP = Symbol.for("argosy.step");

interface StepRecord {
  readonly options: never;
  readonly fn: (input: unknown, context: never) => unknown;
}

export interface PlainProgram {
  /** The source of the pipeline's function. */
  readonly text: string;
  /** The steps and functions that it names. */
  readonly library: { readonly [name: string]: unknown };
  /** The sources of the functions of pipelines that it calls, by name, each after those that it calls itself. */
  readonly called?: { readonly [name: string]: string };
  readonly maxDepth?: number | undefined;
}

export async function observePlain(
  { text, library, called = {}, maxDepth }: PlainProgram,
  params: object,
  held?: CallText,
): Promise<Observation> {
  const gate = new Gate(held);
  const watched = Object.fromEntries(Object.entries(library).map(([name, value]) => [name, watch(name, value, gate)]));
  const known: { [name: string]: unknown } = { ...watched };
  const pipelines = new Map<string, (params: never) => Promise<unknown>>();
  // They may call each other in a circle.
  for (const name of Object.keys(called)) known[name] = (params: never) => pipelines.get(name)?.(params);
  for (const [name, source] of Object.entries(called)) {
    const options = { name, ...(maxDepth === undefined ? {} : { maxDepth }) };
    pipelines.set(name, pipeline(options, functionOf(source, known) as (params: never) => Promise<unknown>));
  }
  const main = functionOf(text, known) as (params: never) => Promise<never>;
  const { result, error, calls } = await quietly(() =>
    runPlain({ ...watched, main: pipeline({ name: "main" }, main) }, "main", params),
  );
  const failed = calls.flatMap((call) =>
    call.error === undefined ? [] : [`${call.error.name}: ${call.error.message}`],
  );
  const first = error === undefined ? [] : [`${error.name}: ${error.message}`];
  return {
    ...(error === undefined ? { result: result ?? null } : {}),
    errors: [...new Set([...first, ...failed])],
    calls: gate.calls,
    ...(gate.startedMeanwhile === undefined ? {} : { startedMeanwhile: gate.startedMeanwhile }),
  };
}

/** The function whose source this is, with the names that it uses. */
function functionOf(text: string, known: { readonly [name: string]: unknown }): unknown {
  const code = stripTypeScriptTypes(`const main = ${text};`).replace("const main =", "return");
  const names = Object.keys(known);
  return (new Function(...names, code) as (...values: unknown[]) => unknown)(...names.map((name) => known[name]));
}

function watch(name: string, value: unknown, gate: Gate): unknown {
  const record = (value as { readonly [STEP]?: StepRecord })[STEP as never] as StepRecord | undefined;
  if (record === undefined) return value;
  return step(record.options, (input: unknown, context) =>
    gate.around(name, structuredClone(input), async () => record.fn(input, context as never)),
  );
}

/** A promise that a program left behind when it returned early may be rejected with nobody listening: that is its right. */
async function quietly<T>(action: () => Promise<T>): Promise<T> {
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", ignore);
  try {
    const result = await action();
    await new Promise((resolve) => setImmediate(resolve));
    return result;
  } finally {
    process.removeListener("unhandledRejection", ignore);
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
}

function ignore(): void {}
