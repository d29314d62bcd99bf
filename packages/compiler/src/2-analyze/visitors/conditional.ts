import type { ts } from "ts-morph";
import { branchValue } from "../branch.ts";
import { evaluate } from "../visit.ts";
import type { Frame } from "../frame.ts";
import { testExpr } from "../to-expr.ts";
import type { Value } from "../values.ts";

export function analyzeConditional(node: ts.ConditionalExpression, frame: Frame): Value {
  const cond = testExpr(evaluate(node.condition, frame), node.condition, frame);
  return branchValue(
    frame,
    cond,
    node,
    (arm) => evaluate(node.whenTrue, arm),
    (arm) => evaluate(node.whenFalse, arm),
  );
}
