import type { Expr, JsonSchema, NativeTest, ParamIr } from "@argosy/sdk/ir";

export interface Native {
  readonly param: string;
  readonly test: (input: string) => NativeTest;
  /** True when the condition is the opposite of the test. */
  readonly negated: boolean;
}

const COMPARISONS = new Set(["===", "!==", "<", "<=", ">", ">="]);

/** The condition as a test that targets evaluate themselves: a boolean parameter, or a number or string one against a constant. */
export function nativeTest(cond: Expr, params: readonly ParamIr[]): Native | undefined {
  if (cond.kind === "un" && cond.op === "!") {
    const inner = nativeTest(cond.operand, params);
    return inner === undefined ? undefined : { ...inner, negated: !inner.negated };
  }
  if (cond.kind === "param" && typeOf(cond.name, params) === "boolean") {
    return { param: cond.name, negated: false, test: (param) => ({ kind: "truthy", param }) };
  }
  if (cond.kind !== "bin" || cond.left.kind !== "param" || cond.right.kind !== "lit" || !COMPARISONS.has(cond.op))
    return undefined;
  const { name } = cond.left;
  const { value } = cond.right;
  const op = cond.op as "===" | "!==" | "<" | "<=" | ">" | ">=";
  const type = typeOf(name, params);
  if (type === "number" && typeof value === "number")
    return { param: name, negated: false, test: (param) => ({ kind: "compare", param, op, value }) };
  const isText = type === "string" && typeof value === "string" && (op === "===" || op === "!==");
  return isText ? { param: name, negated: false, test: (param) => ({ kind: "compare", param, op, value }) } : undefined;
}

/** The type of a parameter that is always there. */
function typeOf(name: string, params: readonly ParamIr[]): "boolean" | "number" | "string" | undefined {
  const param = params.find((one) => one.name === name);
  if (param === undefined || (!param.required && param.default === undefined)) return undefined;
  const type = scalarType(param.schema);
  return type === "integer"
    ? "number"
    : type === "boolean" || type === "number" || type === "string"
      ? type
      : undefined;
}

function scalarType(schema: JsonSchema): string | undefined {
  if (typeof schema["type"] === "string") return schema["type"];
  const members = schema["enum"];
  if (!Array.isArray(members) || members.length === 0) return undefined;
  const types = new Set(members.map((member) => typeof member));
  return types.size === 1 ? [...types][0] : undefined;
}
