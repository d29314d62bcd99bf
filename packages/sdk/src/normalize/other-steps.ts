/** The options of steps that are not TypeScript. */
import type { StepOptionsIr } from "../ir/types.ts";
import { checkImage, checkVariableName } from "../names.ts";
import { seconds } from "./policies.ts";
import { absolutePath, annotations, labels } from "./pod.ts";
import {
  anyKey,
  fieldsOf,
  isObject,
  jsonObject,
  listOf,
  oneOf,
  type Reader,
  recordOf,
  text,
  textThat,
} from "./readers.ts";
import { collect, inside, type Normalized, quote, refuse } from "./report.ts";
import { commonReaders, type NormalizeSettings, orLambda } from "./step.ts";

/** Options after the check: those that every kind of step has, and the kind's own as they were written. */
export interface CheckedOptions {
  readonly common: StepOptionsIr;
  readonly own: { readonly [option: string]: unknown };
}

/** Options whose values are code: they may be functions of the input, and run beside the step. */
export const CODE_OPTIONS = {
  container: ["command", "args", "env", "files", "result"],
  python: [],
  manifest: ["object", "done", "failed", "outputs", "onCancel"],
} as const satisfies { readonly [kind: string]: readonly string[] };

/** Checks the options and takes the kind's own from those that every step has. */
function split(
  readers: { readonly [option: string]: Reader<unknown> },
  required: readonly string[],
  own: readonly string[],
  raw: unknown,
): Normalized<CheckedOptions> {
  return collect((at) => {
    const read = fieldsOf(readers, "an option", required)(raw, at);
    if (read === undefined) return undefined;
    const isOwn = ([name]: readonly [string, unknown]): boolean => own.includes(name);
    const { timeout, ...common } = Object.fromEntries(Object.entries(read).filter((entry) => !isOwn(entry)));
    return {
      common: { ...common, ...(timeout === undefined ? {} : { timeoutSeconds: timeout as number }) },
      own: Object.fromEntries(Object.entries(read).filter(isOwn)),
    };
  });
}

/** The program and its first arguments. */
const program: Reader<readonly string[]> = (value, at) => {
  const read = listOf(text)(value, at);
  return read?.length === 0
    ? refuse(at, "the list names no program", 'write it as in ["python", "-m", "train"]')
    : read;
};

const IDENTIFIER = /^[A-Za-z_]\w*$/;

export function normalizeContainerOptions(raw: unknown, settings: NormalizeSettings = {}): Normalized<CheckedOptions> {
  const strings = listOf(text);
  const files: Reader<unknown> = (value, at) => {
    const read = recordOf(anyKey, text)(value, at);
    for (const path of Object.keys(read ?? {})) absolutePath(path, inside(at, path));
    return read;
  };
  const readers = {
    ...commonReaders(settings),
    image: textThat(checkImage),
    command: orLambda(program),
    args: orLambda(strings),
    env: orLambda(recordOf(checkVariableName, text)),
    files: orLambda(files),
    result: absolutePath,
    workingDirectory: absolutePath,
  };
  return split(readers, ["image", "command"], [...CODE_OPTIONS.container, "workingDirectory"], raw);
}

export function normalizePythonOptions(raw: unknown, settings: NormalizeSettings = {}): Normalized<CheckedOptions> {
  const readers = {
    ...commonReaders(settings),
    image: textThat(checkImage),
    requirements: text,
    file: textThat((path) =>
      path.endsWith(".py")
        ? undefined
        : {
            message: `"${path}" is not a Python file`,
            hint: "write the path of a .py file, relative to the pipeline's",
          },
    ),
    function: textThat((name) =>
      IDENTIFIER.test(name)
        ? undefined
        : {
            message: `"${name}" is not the name of a function`,
            hint: "write the name of a function at the top of the file",
          },
    ),
  };
  return split(readers, ["image", "file", "function"], ["file", "function", "requirements"], raw);
}

const status = oneOf("True", "False", "Unknown");
const scalar: Reader<string | number | boolean> = (value, at) =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : refuse(at, `${quote(value)} is not text, a number or a boolean`);

const test: Reader<unknown> = (value, at) => {
  const isOne = isObject(value) && "condition" in value !== "field" in value;
  if (!isOne) {
    return refuse(
      at,
      `${quote(value)} is not a test of an object`,
      'write { condition: "Complete" } or { field: "status.phase", in: ["Succeeded"] }',
    );
  }
  return "condition" in value
    ? fieldsOf({ condition: text, status }, "a field of a condition")(value, at)
    : fieldsOf({ field: text, in: listOf(scalar) }, "a field of a test", ["in"])(value, at);
};

const kubernetesObject: Reader<unknown> = (value, at) => {
  const read = jsonObject(value, at);
  for (const key of ["apiVersion", "kind"]) {
    if (read !== undefined && typeof read[key] !== "string")
      refuse(inside(at, key), `the object has no ${key}`, 'write it as in apiVersion: "batch/v1", kind: "Job"');
  }
  return read;
};

export function normalizeManifestOptions(raw: unknown, settings: NormalizeSettings = {}): Normalized<CheckedOptions> {
  const { name, description, retry, timeout, cache, serviceAccount, queue } = commonReaders(settings);
  const readers = {
    name,
    description,
    retry,
    timeout,
    cache,
    serviceAccount,
    queue,
    labels,
    annotations,
    object: orLambda(kubernetesObject),
    done: test,
    failed: test,
    outputs: recordOf(anyKey, text),
    onCancel: oneOf("delete", "keep"),
  };
  return split(readers, ["object"], CODE_OPTIONS.manifest, raw);
}

export function normalizeApproveOptions(
  raw: unknown,
): Normalized<{ readonly message?: string; readonly timeout?: number }> {
  return collect((at) => fieldsOf({ message: text, timeout: seconds }, "an option", ["message"])(raw, at));
}
