import type { Json, NativeTest } from "@argosy/sdk/ir";

/** Evaluates a condition on a parameter as JavaScript would. */
export function holds(test: NativeTest, value: Json | undefined): boolean {
  switch (test.kind) {
    case "truthy":
      return Boolean(value);
    case "compare":
      return compare(value, test);
  }
}

function compare(value: Json | undefined, { op, value: constant }: Extract<NativeTest, { kind: "compare" }>): boolean {
  switch (op) {
    case "===":
      return value === constant;
    case "!==":
      return value !== constant;
    case "<":
      return (value as number) < (constant as number);
    case "<=":
      return (value as number) <= (constant as number);
    case ">":
      return (value as number) > (constant as number);
    case ">=":
      return (value as number) >= (constant as number);
  }
}
