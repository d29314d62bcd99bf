/** What happens when a step or a pipeline is called in plain Node. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PipelineRecord, StepRecord } from "../brands.ts";
import type { StepContext } from "../context.ts";
import type { Json } from "../ir/types.ts";
import { createContext, type StepEvent } from "../runtime/create-context.ts";
import { fromWireError, recursionLimitError, toWireError } from "../runtime/errors.ts";
import { toJson } from "../runtime/json.ts";
import { checkedBy, type Schema } from "../schema/standard-schema.ts";
import { defaultHost, plainScopes, type PlainHost, type PlainScope } from "./host.ts";

/** Awaits the input's fields and runs the step's function between two trips through JSON. */
export function callStep(record: StepRecord, step: unknown, given: object | undefined): Promise<Json> {
  const scope = currentScope();
  const end = callIn(scope, nameOf(record, step, scope.host), { record, given });
  scope.host.called?.(end);
  // A promise that a path leaves behind may be rejected with nobody listening, as on every engine.
  end.catch(() => undefined);
  return end;
}

async function callIn(
  { host, inStep }: PlainScope,
  name: string,
  { record, given }: { readonly record: StepRecord; readonly given: object | undefined },
): Promise<Json> {
  if (inStep !== undefined)
    throw new Error(
      `${describe(name)} was called inside ${describe(inStep)}, and a step cannot start another; share a plain function between them`,
    );
  if (record.fn === undefined) throw new Error(cannotRun(record, name));
  const input = toJson(await settle(given), "input");
  const schemas = record.options as StepSchemas;
  return runStep(record.fn, { host, name, input, schemas });
}

/** Runs the pipeline's function; every step it calls belongs to one run. */
export async function callPipeline(record: PipelineRecord, given: object | undefined): Promise<Json> {
  const scope = currentScope();
  if (scope.inStep !== undefined)
    throw new Error(
      `a pipeline was called inside ${describe(scope.inStep)}; call it in a pipeline, or share a plain function`,
    );
  const options = record.options as PipelineSettings;
  const params = await checkedBy(options.params, toJson(await settle(given), "params"), "the input of the pipeline");
  const within = [...(scope.within ?? []), record];
  const { maxDepth } = options;
  if (maxDepth !== undefined && within.filter((one) => one === record).length > maxDepth)
    throw fromWireError(recursionLimitError(maxDepth));
  return plainScopes().run({ ...scope, within }, async () => {
    try {
      return toJson(await record.fn(params as never), "result");
    } catch (thrown) {
      throw restored(fromWireError(toWireError(thrown)), thrown);
    }
  });
}

interface PipelineSettings {
  readonly maxDepth?: number;
  readonly params?: Schema;
}

interface StepSchemas {
  readonly input?: Schema;
  readonly output?: Schema;
}

async function runStep(
  fn: NonNullable<StepRecord["fn"]>,
  {
    host,
    name,
    input,
    schemas,
  }: { readonly host: PlainHost; readonly name: string; readonly input: Json; readonly schemas: StepSchemas },
): Promise<Json> {
  const taken = await inputOf(schemas, input, name);
  // Copied, because the step may change the input it got.
  const listener = host.started(name, structuredClone(taken.input));
  const tmp = temporaryDirectory();
  const context = makeContext({ host, step: name, tmp: tmp.path, emit: listener.event });
  try {
    if ("wrong" in taken) throw taken.wrong;
    const output = await plainScopes().run({ host, inStep: name }, async () => {
      const result = toJson(await fn(taken.input as never, context), "result");
      return checkedBy(schemas.output, result, `the result of ${quoted(name)}`);
    });
    listener.ended({ output });
    return output;
  } catch (thrown) {
    const error = toWireError(thrown, name);
    listener.ended({ error });
    throw restored(fromWireError(error), thrown);
  } finally {
    tmp.remove();
  }
}

/** What the function gets; what was given, and why it does not fit, where its schema refuses it. */
async function inputOf(
  { input: schema }: StepSchemas,
  input: Json,
  name: string,
): Promise<{ readonly input: Json; readonly wrong?: unknown }> {
  try {
    return { input: await checkedBy(schema, input, `the input of ${quoted(name)}`) };
  } catch (wrong) {
    return { input, wrong };
  }
}

function makeContext({
  host,
  step,
  tmp,
  emit,
}: {
  readonly host: PlainHost;
  readonly step: string;
  readonly tmp: () => string;
  readonly emit: (event: StepEvent) => void;
}): StepContext {
  const store = memoised(host.store);
  return createContext({
    store: {
      put: (content) => store().put(content),
      open: (uri, sha256) => store().open(uri, sha256),
      read: (uri, sha256) => store().read(uri, sha256),
      exists: (uri) => store().exists(uri),
      writeRef: (name, text) => store().writeRef(name, text),
      readRef: (name) => store().readRef(name),
    },
    run: { id: host.run, step },
    attempt: 0,
    signal: new AbortController().signal,
    tmp,
    emit,
    place: randomUUID(),
  });
}

function currentScope(): PlainScope {
  return plainScopes().getStore() ?? { host: defaultHost() };
}

function nameOf(record: StepRecord, step: unknown, host: PlainHost): string {
  const { name } = record.options as { readonly name?: string };
  return name ?? host.nameOf(step) ?? "";
}

function describe(name: string): string {
  return name === "" ? "a step" : `step ${name}`;
}

function quoted(name: string): string {
  return name === "" ? "a step" : `\`${name}\``;
}

function cannotRun(record: StepRecord, name: string): string {
  return `${describe(name)} is a ${record.kind} step, and a call in plain Node runs TypeScript steps only; run the pipeline on a cluster with argosy submit`;
}

async function settle(given: object | undefined): Promise<object> {
  const fields = Object.entries(given ?? {}).map(async ([key, value]) => [key, (await value) as unknown] as const);
  return Object.fromEntries(await Promise.all(fields));
}

/** The error as it comes out of its trip, with the stack of the place that threw. */
function restored(error: Error, thrown: unknown): Error {
  const stack = (thrown as { readonly stack?: unknown } | null | undefined)?.stack;
  if (typeof stack === "string")
    Object.defineProperty(error, "stack", { value: stack, configurable: true, writable: true });
  return error;
}

function temporaryDirectory(): { readonly path: () => string; readonly remove: () => void } {
  let made: string | undefined;
  return {
    path: () => (made ??= mkdtempSync(join(tmpdir(), "argosy-"))),
    remove: () => {
      if (made !== undefined) rmSync(made, { recursive: true, force: true });
    },
  };
}

function memoised<Value>(compute: () => Value): () => Value {
  let kept: { readonly value: Value } | undefined;
  return () => (kept ??= { value: compute() }).value;
}
