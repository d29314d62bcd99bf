import type { ts } from "ts-morph";
import { branch, valueArm } from "../branch.ts";
import { evaluate } from "../visit.ts";
import type { Frame } from "../frame.ts";
import { toExpr } from "../to-expr.ts";
import type { Value } from "../values.ts";

export function analyzeConditional(node: ts.ConditionalExpression, frame: Frame): Value {
  const cond = toExpr(evaluate(node.condition, frame), node.condition, frame);
  return branch(frame, cond, node, {
    then: valueArm((arm) => evaluate(node.whenTrue, arm)),
    else: valueArm((arm) => evaluate(node.whenFalse, arm)),
  }).value;
}
