/** A step that is a Python function: its files beside an interpreter, JSON in and out, the context over two pipes. */
import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Json } from "@argosy/sdk/ir";
import { type Artifact, fromWireError, NonRetriableError, type StepContext, type WireError } from "@argosy/sdk/runtime";
import { createLines } from "../lines.ts";
import { EXIT, StepExit } from "./failure.ts";
import { checkExit, outsideEnvironment, runOutside } from "./outside-program.ts";
import { PYTHON_SHIM } from "./python-shim.ts";

export interface PythonWork {
  readonly folder: string;
  readonly file: string;
  readonly function: string;
  readonly sources: { readonly [path: string]: string };
  readonly requirements?: string;
  /** False: whatever it returns is nothing to anybody. */
  readonly hasResult: boolean;
}

export function runWork(work: PythonWork): (input: object, context: StepContext) => Promise<Json | undefined> {
  return async (input, context) => {
    const python = process.env["ARGOSY_PYTHON"] ?? inPath("python3") ?? inPath("python");
    if (python === undefined)
      throw new StepExit(EXIT.nonRetriable, "ExitError", "there is no python3 in the PATH; ARGOSY_PYTHON may name one");
    const packages = work.requirements === undefined ? undefined : await install(python, work.requirements, context);
    const job = prepare(work, input, context);
    const pythonPath = [packages, process.env["PYTHONPATH"]].filter((path) => path !== undefined && path !== "");
    const env = {
      ...outsideEnvironment(process.env),
      PYTHONUNBUFFERED: "1",
      PYTHONDONTWRITEBYTECODE: "1",
      ...(pythonPath.length === 0 ? {} : { PYTHONPATH: pythonPath.join(delimiter) }),
    };
    const run = { command: python, args: [job.shim, job.file], env, pipes: 2 };
    const end = await runOutside(run, context.signal, (child) => serve(child, context));
    if (!existsSync(job.result)) {
      checkExit(end, "Python");
      throw new StepExit(EXIT.value, "ResultError", `Python left before \`${work.function}\` returned`);
    }
    return resultOf(JSON.parse(readFileSync(job.result, "utf8")) as PythonEnd, work.hasResult);
  };
}

function inPath(program: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

interface Job {
  readonly shim: string;
  readonly file: string;
  readonly result: string;
}

function prepare(work: PythonWork, input: object, { tmp, attempt, run }: StepContext): Job {
  const folder = join(tmp, "python");
  const source = join(folder, "source");
  for (const [path, text] of Object.entries(work.sources)) write(join(source, path), text);
  const job = { shim: join(folder, "shim.py"), file: join(folder, "job.json"), result: join(folder, "result.json") };
  write(job.shim, PYTHON_SHIM);
  const shownAs = work.folder === "" ? "" : `${work.folder}/`;
  const about = {
    source,
    shownAs,
    file: work.file,
    function: work.function,
    input,
    result: job.result,
    tmp,
    attempt,
    run,
  };
  write(job.file, JSON.stringify(about));
  return job;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Packages of a requirements file, once per machine or pod. */
async function install(python: string, requirements: string, context: StepContext): Promise<string> {
  const digest = createHash("sha256").update(requirements).digest("hex").slice(0, 16);
  const shared = process.env["ARGOSY_PYTHON_PACKAGES"];
  const target = join(shared ?? join(context.tmp, "packages"), digest);
  if (existsSync(target)) return target;
  const file = join(context.tmp, "requirements.txt");
  write(file, requirements);
  const partial = `${target}.${process.pid}`;
  const installer = installerOf(python);
  const args = [...installer.args, "--quiet", "--target", partial, "--requirement", file];
  const run = { command: installer.command, args, env: outsideEnvironment(process.env) };
  const end = await runOutside(run, context.signal);
  checkExit(end, "installing the packages of the requirements file");
  mkdirSync(partial, { recursive: true });
  try {
    renameSync(partial, target);
  } catch (error) {
    // Another step of the run was first.
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** uv where there is one: it is faster, and needs no pip in the environment. */
function installerOf(python: string): { readonly command: string; readonly args: readonly string[] } {
  const uv = inPath("uv");
  if (uv !== undefined) return { command: uv, args: ["pip", "install", "--python", python] };
  return { command: python, args: ["-m", "pip", "install", "--disable-pip-version-check", "--no-input"] };
}

interface Request {
  readonly id: number;
  readonly call: string;
  readonly arguments: readonly Json[];
}

/** Answers what the function asks of its context. */
function serve(child: ChildProcess, context: StepContext): void {
  const [, , , requests, answers] = child.stdio as unknown as [unknown, unknown, unknown, Readable, Writable];
  // A process that has left reads no answers.
  answers.on("error", () => undefined);
  const lines = createLines((line) => pending.push(line), Number.POSITIVE_INFINITY);
  const pending: string[] = [];
  let last = Promise.resolve();
  requests.on("data", (chunk: Buffer) => {
    lines.push(chunk);
    for (const line of pending.splice(0)) last = last.then(() => answer(line, context, answers));
  });
}

async function answer(line: string, context: StepContext, answers: Writable): Promise<void> {
  const { id, call, arguments: given } = JSON.parse(line) as Request;
  let reply: object;
  try {
    reply = { id, value: (await perform(call, given, context)) ?? null };
  } catch (error) {
    reply = { id, error: (error as Error).message };
  }
  answers.write(`${JSON.stringify(reply)}\n`);
}

async function perform(call: string, given: readonly Json[], context: StepContext): Promise<unknown> {
  const [first, second, third] = given;
  switch (call) {
    case "metric":
      return context.metric(first as string, second as number);
    case "save":
      return context.save(first as string, { path: second as string }, third as { type: string });
    case "open":
      return context.open(first as unknown as Artifact);
    case "checkpoint.save":
      return context.checkpoint.save(first);
    case "checkpoint.load":
      return context.checkpoint.load();
    default:
      throw new Error(`there is no ${call}`);
  }
}

interface PythonFailure {
  readonly error: WireError;
  readonly traceback: string;
  /** `final`: no attempt will help; `value`: the result is not JSON. */
  readonly kind: "error" | "final" | "value";
}

type PythonEnd = { readonly value: Json } | PythonFailure;

function resultOf(end: PythonEnd, hasResult: boolean): Json | undefined {
  if ("value" in end) return hasResult ? end.value : undefined;
  const thrown = errorOf(end);
  Object.defineProperty(thrown, "stack", { value: end.traceback, configurable: true });
  throw thrown;
}

function errorOf({ error, kind }: PythonFailure): Error {
  switch (kind) {
    case "error":
      return fromWireError(error);
    case "value":
      return new StepExit(EXIT.value, error.name, error.message);
    case "final": {
      const final = new NonRetriableError(error.message);
      Object.defineProperty(final, "name", { value: error.name, configurable: true });
      if (error.at !== undefined) Object.defineProperty(final, "at", { value: error.at });
      return final;
    }
  }
}
