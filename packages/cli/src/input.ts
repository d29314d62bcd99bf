/** Parameters of a pipeline from the command line: `--input`, then `--input-file`, then each `--set`, later ones win. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { Json, ParamIr } from "@argosy/sdk/ir";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-code.ts";
import { reasonOf } from "./file-error.ts";
import type { Host } from "./host.ts";
import { parseSetValue, schemaAt } from "./set-value.ts";
import type { OptionValues } from "./options.ts";

type JsonObject = { readonly [name: string]: Json };

/** What was given, read but not yet seen in the light of the parameters' types. */
export interface GivenInput {
  readonly base: JsonObject;
  readonly sets: readonly Assignment[];
}

/** `--set model.depth=3`. */
interface Assignment {
  readonly path: readonly [string, ...string[]];
  readonly text: string;
}

/**
 * Reads what the options name, before anything expensive is done.
 * @throws {CliError} for what is no JSON object, no readable file, no assignment.
 */
export async function readInput(options: OptionValues, host: Host): Promise<GivenInput> {
  const inline = options.input === undefined ? {} : parseObject(options.input, "`--input`");
  const file = options["input-file"];
  const fromFile = file === undefined ? {} : parseObject(await readText(file, host), `\`${file}\``);
  return { base: { ...inline, ...fromFile }, sets: (options.set ?? []).map(parseAssignment) };
}

/**
 * The parameters as one object; texts of `--set` become what the parameter's type asks for.
 * @throws {CliError} for a `--set` that names a field of something without fields.
 */
export function resolveInput(given: GivenInput, params: readonly ParamIr[]): JsonObject {
  return given.sets.reduce((input, assignment) => assign(input, assignment, params), given.base);
}

function parseObject(source: string, what: string): JsonObject {
  const parsed = parseJson(source, what);
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
  throw new CliError(EXIT.usage, `${what} must be a JSON object, and it is ${nameOf(parsed)}`);
}

function parseJson(source: string, what: string): Json {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, "")) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(EXIT.usage, `${what} is not JSON: ${reason}`);
  }
}

async function readText(file: string, host: Host): Promise<string> {
  if (file === "-") return text(host.stdin);
  try {
    return await readFile(resolve(host.cwd, file), "utf8");
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `\`--input-file\`: cannot read \`${file}\`: ${reasonOf(error as NodeJS.ErrnoException)}`,
    );
  }
}

function parseAssignment(argument: string): Assignment {
  const equals = argument.indexOf("=");
  if (equals < 0)
    throw new CliError(EXIT.usage, `\`--set ${argument}\` has no value`, `Write \`--set ${argument}=VALUE\``);
  const [first = "", ...rest] = argument.slice(0, equals).split(".");
  if ([first, ...rest].includes("")) {
    throw new CliError(
      EXIT.usage,
      `\`--set ${argument}\` has an empty name`,
      "Write `--set KEY=VALUE` or `--set KEY.FIELD=VALUE`",
    );
  }
  return { path: [first, ...rest], text: argument.slice(equals + 1) };
}

function assign(input: JsonObject, { path, text: value }: Assignment, params: readonly ParamIr[]): JsonObject {
  const [name, ...fields] = path;
  const param = params.find((one) => one.name === name);
  const schema = schemaAt(param?.schema, fields);
  const isArtifact = param?.artifact !== undefined && fields.length === 0;
  const parsed = isArtifact ? parseSetValue(value, schema, true) : parseSetValue(value, schema);
  // A field of a parameter that was not given changes that field of its default.
  const before = Object.hasOwn(input, name) ? input[name] : param?.default;
  return { ...input, [name]: setField(before, fields, parsed, [name]) };
}

function setField(target: Json | undefined, fields: readonly string[], value: Json, done: readonly string[]): Json {
  const [field, ...rest] = fields;
  if (field === undefined) return value;
  const inner = (before: Json | undefined): Json => setField(before, rest, value, [...done, field]);
  if (isArray(target)) return target.with(indexIn(target, field, done), inner(target[Number(field)]));
  if (target === undefined) return { [field]: inner(undefined) };
  if (typeof target === "object" && target !== null) {
    return { ...target, [field]: inner(Object.hasOwn(target, field) ? target[field] : undefined) };
  }
  throw new CliError(
    EXIT.usage,
    `\`--set ${[...done, ...fields].join(".")}\`: \`${done.join(".")}\` is ${nameOf(target)} and has no field \`${field}\``,
  );
}

function indexIn(array: readonly Json[], field: string, done: readonly string[]): number {
  if (/^\d+$/.test(field) && Number(field) < array.length) return Number(field);
  throw new CliError(
    EXIT.usage,
    `\`--set ${[...done, field].join(".")}\`: \`${done.join(".")}\` is an array of ${array.length} and has no element \`${field}\``,
  );
}

function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function nameOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
