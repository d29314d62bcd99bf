/** Checks a value against a JSON Schema, and says of every problem where it is and what was expected. */
import type { Json, JsonSchema } from "@argosy/sdk/ir";
import type { core } from "zod";
import { describeValue, listed } from "./describe-schema.ts";

export interface ValueProblem {
  /** As in `[1].name`; empty for the value itself. */
  readonly path: string;
  /** `must be a number, and it is a list` */
  readonly message: string;
}

type Issue = core.$ZodIssue;

export async function checkValue(value: Json, schema: JsonSchema): Promise<readonly ValueProblem[]> {
  // Loaded here: a pipeline without parameters needs none of it.
  const { fromJSONSchema } = await import("zod");
  const result = fromJSONSchema(schema).safeParse(value);
  if (result.success) return [];
  return distinct(result.error.issues.flatMap((issue) => problemsOf(issue, value, [])));
}

function problemsOf(issue: Issue, root: Json, base: readonly PropertyKey[]): readonly ValueProblem[] {
  const path = [...base, ...issue.path];
  if (issue.code === "invalid_union") return unionProblems(issue, root, path);
  return [{ path: printPath(path), message: messageOf(issue, valueAt(root, path)) }];
}

/** The arm that the value nearly is says more than that it is none of them. */
function unionProblems(
  issue: Extract<Issue, { code: "invalid_union" }>,
  root: Json,
  path: readonly PropertyKey[],
): readonly ValueProblem[] {
  const arms = issue.errors.map((errors) => errors.flatMap((error) => problemsOf(error, root, path)));
  const own = printPath(path);
  const inside = arms.filter((problems) => problems.every((problem) => problem.path !== own));
  const nearest = inside.sort((a, b) => a.length - b.length)[0];
  if (nearest !== undefined && inside.length === 1) return nearest;
  const expected = [...new Set(issue.errors.flat().flatMap(expectedOf))];
  const value = valueAt(root, path);
  if (inside.length > 1 || expected.length === 0) return [{ path: own, message: "fits none of the types it may have" }];
  return [{ path: own, message: `must be ${listed(expected)}, and it is ${describeValue(value)}` }];
}

function messageOf(issue: Issue, value: Json | undefined): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `has the unknown field ${issue.keys.map((key) => `\`${key}\``).join(", ")}`;
    case "invalid_format":
      return `must match ${issue.pattern ?? issue.format}, and it is ${describeValue(value)}`;
    case "too_small":
      return `must have at least ${issue.minimum} elements`;
    case "too_big":
      return `must have at most ${issue.maximum} elements`;
    default: {
      const expected = expectedOf(issue);
      const must =
        expected.length === 0
          ? issue.message
          : expected[0] === "nothing"
            ? "must not be given"
            : `must be ${listed(expected)}`;
      return value === undefined ? `is missing; it ${must}` : `${must}, and it is ${describeValue(value)}`;
    }
  }
}

const EXPECTED: { readonly [type: string]: string } = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
  tuple: "a list",
  null: "null",
  never: "nothing",
};

function expectedOf(issue: Issue): readonly string[] {
  switch (issue.code) {
    case "invalid_type":
      return [EXPECTED[issue.expected] ?? issue.expected];
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value));
    default:
      return [];
  }
}

function valueAt(value: Json | undefined, path: readonly PropertyKey[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (inner, key) => (inner as { readonly [key: PropertyKey]: Json } | null | undefined)?.[key],
    value,
  );
}

export function printPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      const name = String(key);
      return /^[A-Za-z_$][\w$]*$/.test(name) ? `${index === 0 ? "" : "."}${name}` : `[${JSON.stringify(name)}]`;
    })
    .join("");
}

function distinct(problems: readonly ValueProblem[]): readonly ValueProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem])).values()];
}
