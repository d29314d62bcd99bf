/** Checks a value against a JSON Schema, and says of every problem where it is and what was expected. */
import { compileCheck, type Json, type JsonSchema, mismatchMessage, mismatchPath } from "@argosy/sdk/ir";

export interface ValueProblem {
  /** As in `[1].name`; empty for the value itself. */
  readonly path: string;
  /** `must be a number, and it is a list` */
  readonly message: string;
}

/** The same check as in the pods of the run. */
export function checkValue(value: Json, schema: JsonSchema): readonly ValueProblem[] {
  const mismatches = compileCheck(schema)(value) ?? [];
  return mismatches.map((mismatch) => ({ path: mismatchPath(mismatch.keys), message: mismatchMessage(mismatch) }));
}
