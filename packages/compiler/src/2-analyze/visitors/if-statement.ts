import type { ts } from "ts-morph";
import { type Arm, branch } from "../branch.ts";
import { type Completion, NORMAL } from "../completion.ts";
import { analyzeStatement, evaluate } from "../visit.ts";
import type { Frame } from "../frame.ts";
import { testExpr } from "../to-expr.ts";
import { UNDEFINED } from "../values.ts";

export function analyzeIf(node: ts.IfStatement, frame: Frame): Completion {
  const cond = testExpr(evaluate(node.expression, frame), node.expression, frame);
  const arm =
    (statement: ts.Statement | undefined): Arm =>
    (inner) => ({
      value: UNDEFINED,
      completion: statement === undefined ? NORMAL : analyzeStatement(statement, inner),
    });
  return branch(frame, cond, node.expression, { then: arm(node.thenStatement), else: arm(node.elseStatement) })
    .completion;
}
