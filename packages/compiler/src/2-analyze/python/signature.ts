/** Whether a step's input fits a Python function's parameters. */
import type { Json, JsonSchema } from "@argosy/sdk/ir";
import { splitAtCommas, splitOutside } from "./logical-lines.ts";
import type { PythonFunction, PythonParameter } from "./module-shape.ts";

/** What does not fit, as clauses about the function. */
export function signatureProblems(fn: PythonFunction, input: JsonSchema): readonly string[] {
  const fields = (input["properties"] ?? {}) as { readonly [name: string]: JsonSchema };
  const required = new Set((input["required"] ?? []) as readonly string[]);
  const takesAll = fn.parameters.some(({ kind }) => kind === "keywords");
  const byName = new Map(fn.parameters.filter(({ kind }) => kind !== "keywords").map((one) => [one.name, one]));
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(fields)) {
    const parameter = byName.get(name);
    if (parameter === undefined || parameter.kind === "rest") {
      if (!takesAll) problems.push(`has no parameter \`${name}\`, and the step's input has`);
    } else if (parameter.kind === "positional") {
      problems.push(`takes \`${name}\` by position only, and a step gives keywords`);
    } else {
      const problem = typeProblem(parameter, schema);
      if (problem !== undefined) problems.push(problem);
    }
  }
  const isOpen = Object.keys(fields).length === 0 && input["type"] !== "object";
  for (const { name, kind, optional } of fn.parameters) {
    if (optional || kind === "rest" || kind === "keywords" || isOpen || name === "ctx") continue;
    if (!Object.hasOwn(fields, name)) problems.push(`needs \`${name}\`, which the step's input has not`);
    else if (!required.has(name)) problems.push(`needs \`${name}\`, which the step's input may leave out`);
  }
  return problems;
}

function typeProblem({ name, annotation }: PythonParameter, schema: JsonSchema): string | undefined {
  if (annotation === undefined) return undefined;
  const accepted = typesOfAnnotation(annotation);
  const given = typesOfSchema(schema);
  if (accepted === undefined || given === undefined) return undefined;
  const refused = [...given].find((type) => !accepted.has(type) && !(type === "number" && accepted.has("integer")));
  return refused === undefined
    ? undefined
    : `takes \`${name}\` as \`${annotation}\`, and the step gives ${WORDS[refused]}`;
}

type JsonType = "string" | "number" | "integer" | "boolean" | "null" | "array" | "object";

const WORDS: { readonly [type in JsonType]: string } = {
  string: "text",
  number: "a number",
  integer: "a number",
  boolean: "true or false",
  null: "null",
  array: "a list",
  object: "an object",
};

/** Without what only the module itself knows, such as a class of its own: then anything may fit. */
function typesOfAnnotation(annotation: string): ReadonlySet<JsonType> | undefined {
  const text = annotation.replace(/^(["'])(.*)\1$/s, "$2").trim();
  const members = splitOutside(text, "|");
  if (members.length > 1) return union(members.map(typesOfAnnotation));
  const [, head = "", inner] = /^(?:typing\.)?(\w+)(?:\[(.*)\])?$/s.exec(text) ?? [];
  if (head === "Optional") return union([typesOfAnnotation(inner ?? ""), new Set<JsonType>(["null"])]);
  if (head === "Union") return union(splitAtCommas(inner ?? "").map(typesOfAnnotation));
  const known = ANNOTATIONS[head];
  return known === undefined ? undefined : new Set(known);
}

const ANNOTATIONS: { readonly [name: string]: readonly JsonType[] | undefined } = {
  str: ["string"],
  int: ["integer"],
  float: ["number", "integer"],
  bool: ["boolean"],
  None: ["null"],
  list: ["array"],
  List: ["array"],
  Sequence: ["array"],
  dict: ["object"],
  Dict: ["object"],
  Mapping: ["object"],
};

function union(parts: readonly (ReadonlySet<JsonType> | undefined)[]): ReadonlySet<JsonType> | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length < parts.length ? undefined : new Set(known.flatMap((part) => [...part]));
}

function typesOfSchema(schema: JsonSchema): ReadonlySet<JsonType> | undefined {
  const arms = schema["anyOf"] as readonly JsonSchema[] | undefined;
  if (arms !== undefined) return union(arms.map(typesOfSchema));
  const { type } = schema;
  if (typeof type === "string") return new Set([type as JsonType]);
  if (Array.isArray(type)) return new Set(type as JsonType[]);
  const members = schema["enum"] as readonly Json[] | undefined;
  return members === undefined ? undefined : new Set(members.map(typeOfJson));
}

function typeOfJson(value: Json): JsonType {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : (typeof value as JsonType);
}
