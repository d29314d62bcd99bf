/** A step that is a program of an image: the options' code around it, and its result. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Json } from "@argosy/sdk/ir";
import type { StepContext } from "@argosy/sdk/runtime";
import { type ContainerEngine, containerRun } from "./container-engine.ts";
import { EXIT, StepExit } from "./failure.ts";
import { checkExit, outsideEnvironment, type OutsideProgram, runOutside } from "./outside-program.ts";

export interface ContainerWork {
  /** False: whatever it leaves is nothing to anybody. */
  readonly hasResult: boolean;
  readonly workingDirectory?: string;
}

/** The options that may be code. */
export interface ContainerCode {
  readonly command: unknown;
  readonly args?: unknown;
  readonly env?: unknown;
  readonly files?: unknown;
  readonly result?: unknown;
}

const RESULT = "/tmp/argosy/result.json";

export function runWork(
  work: ContainerWork,
  code: ContainerCode,
): (input: object, context: StepContext) => Promise<Json | undefined> {
  return async (input, context) => {
    const asked = evaluate(code, input);
    const program = here(work, asked, input, context) ?? inEngine(work, asked, input, context);
    const end = await runOutside(program.run, context.signal);
    checkExit(end, asked.command[0] ?? "");
    return work.hasResult ? readResult(program.result, asked.result) : undefined;
  };
}

/** What the options say of this input. */
interface Asked {
  readonly command: readonly string[];
  readonly env: { readonly [name: string]: string };
  readonly files: { readonly [path: string]: string };
  readonly result: string;
}

function evaluate({ command, args, env, files, result }: ContainerCode, input: object): Asked {
  return {
    command: [...texts("command", valueOf(command, input)), ...texts("args", valueOf(args, input) ?? [])],
    env: record("env", valueOf(env, input) ?? {}),
    files: record("files", valueOf(files, input) ?? {}),
    result: typeof result === "string" ? result : RESULT,
  };
}

function valueOf(option: unknown, input: object): unknown {
  // A copy, so that no option changes what the next one sees.
  return typeof option === "function" ? (option as (input: object) => unknown)(structuredClone(input)) : option;
}

function texts(option: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new TypeError(`\`${option}\` gave ${JSON.stringify(value)}, and must give a list of texts`);
}

function record(option: string, value: unknown): { readonly [name: string]: string } {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isRecord && Object.values(value).every((one) => typeof one === "string"))
    return value as { readonly [name: string]: string };
  throw new TypeError(`\`${option}\` gave ${JSON.stringify(value)}, and must give an object of texts`);
}

interface Prepared {
  readonly run: OutsideProgram;
  /** Where the result will lie for us. */
  readonly result: string;
}

/** In a pod this is the program's own container. */
function here(work: ContainerWork, asked: Asked, input: object, context: StepContext): Prepared | undefined {
  if (engineOf(process.env) !== undefined) return undefined;
  const inputFile = join(context.tmp, "input.json");
  for (const [path, text] of Object.entries({ ...asked.files, [inputFile]: JSON.stringify(input) })) write(path, text);
  mkdirSync(dirname(asked.result), { recursive: true });
  rmSync(asked.result, { force: true });
  const [command = "", ...args] = asked.command;
  const own = { ARGOSY_INPUT: inputFile, ARGOSY_RESULT: asked.result };
  const env = { ...outsideEnvironment(process.env), ...asked.env, ...own };
  const { workingDirectory: cwd } = work;
  return { run: { command, args, env, ...(cwd === undefined ? {} : { cwd }) }, result: asked.result };
}

/** On a developer's machine a container engine runs it, with what it reads and writes mounted. */
function inEngine(work: ContainerWork, asked: Asked, input: object, context: StepContext): Prepared {
  const engine = engineOf(process.env);
  if (engine === undefined) throw new Error("there is no container engine");
  const folder = (name: string): string => {
    const path = join(context.tmp, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const results = folder("result");
  const files = folder("files");
  write(join(folder("input"), "input.json"), JSON.stringify(input));
  const mounts = [
    { from: folder("input"), to: "/argosy/input", readOnly: true },
    { from: results, to: dirname(asked.result), readOnly: false },
    ...Object.entries(asked.files).map(([path, text], index) => {
      const from = join(files, String(index));
      write(from, text);
      return { from, to: path, readOnly: true };
    }),
  ];
  const run = containerRun(engine, {
    command: asked.command,
    env: { ...asked.env, ARGOSY_INPUT: "/argosy/input/input.json", ARGOSY_RESULT: asked.result },
    mounts,
    id: `argosy-${basename(context.tmp)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")}`,
    ...(work.workingDirectory === undefined ? {} : { workingDirectory: work.workingDirectory }),
  });
  return { run: { ...run, env: outsideEnvironment(process.env) }, result: join(results, basename(asked.result)) };
}

/** The local engine says which one there is. */
function engineOf(env: NodeJS.ProcessEnv): ContainerEngine | undefined {
  const text = env["ARGOSY_CONTAINER_ENGINE"];
  return text === undefined ? undefined : (JSON.parse(text) as ContainerEngine);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function readResult(file: string, shownAs: string): Json {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new StepExit(EXIT.value, "ResultError", `the program ended well and left no result in ${shownAs}`);
  }
  return parse(text, shownAs);
}

function parse(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new StepExit(EXIT.value, "ResultError", `the result in ${file} is not JSON: ${(error as Error).message}`);
  }
}
