/** Schemas of the author's, known by the interface that schema libraries share: no library is loaded for them. */
import type { Json } from "../ir/types.ts";
import { mismatchPath, TypeMismatchError } from "../runtime/checks.ts";
import { toJson } from "../runtime/json.ts";

/** A schema such as `z.object({ n: z.number() })`: it takes an `Input` and makes an `Output` of it. */
export interface Schema<Input = unknown, Output = unknown> {
  readonly "~standard": {
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

type SchemaResult = { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

export function isSchema(value: unknown): value is Schema {
  const standard = (value as { readonly "~standard"?: { readonly validate?: unknown } } | null | undefined)?.[
    "~standard"
  ];
  return typeof standard?.validate === "function";
}

/** The value as the schema has it. @param what `the result of \`train\`` @throws {TypeMismatchError} */
export async function checkedBy(schema: Schema | undefined, value: Json, what: string): Promise<Json> {
  if (schema === undefined) return value;
  const result = await schema["~standard"].validate(value);
  if (result.issues !== undefined) throw new TypeMismatchError(what, result.issues.map(problemOf));
  return toJson(result.value, what);
}

function problemOf({ message, path = [] }: Issue): string {
  const keys = path.map((part) => {
    const key = typeof part === "object" ? part.key : part;
    return typeof key === "symbol" ? String(key) : key;
  });
  return `${keys.length === 0 ? "it" : `\`${mismatchPath(keys)}\``}: ${message}`;
}
