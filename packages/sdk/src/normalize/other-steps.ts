/** The options of steps that are not TypeScript. */
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

/** Options after the check, in no particular notation: no target takes these steps yet. */
export type CheckedOptions = { readonly [option: string]: unknown };

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
    command: strings,
    args: orLambda(strings),
    env: orLambda(recordOf(checkVariableName, text)),
    files: orLambda(files),
    result: absolutePath,
    workingDirectory: absolutePath,
  };
  return collect((at) => fieldsOf(readers, "an option", ["image"])(raw, at));
}

export function normalizePythonOptions(raw: unknown, settings: NormalizeSettings = {}): Normalized<CheckedOptions> {
  const readers = {
    ...commonReaders(settings),
    image: textThat(checkImage),
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
  return collect((at) => fieldsOf(readers, "an option", ["image", "file", "function"])(raw, at));
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
  return collect((at) => fieldsOf(readers, "an option", ["object"])(raw, at));
}

export function normalizeApproveOptions(raw: unknown): Normalized<CheckedOptions> {
  return collect((at) => fieldsOf({ message: text, timeout: seconds }, "an option", ["message"])(raw, at));
}
