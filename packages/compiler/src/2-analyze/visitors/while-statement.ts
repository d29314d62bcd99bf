import { ts } from "ts-morph";
import { type ArmResult, branch } from "../branch.ts";
import { type Completion, NORMAL } from "../completion.ts";
import type { Frame } from "../frame.ts";
import { outlineLoop } from "../outline-loop.ts";
import { analyzeRuntimeLoop, endUnless, withoutContinue } from "../runtime-loop.ts";
import { callsSteps } from "../step-search.ts";
import { toExpr } from "../to-expr.ts";
import { unlessLeft } from "../unless-left.ts";
import { UNDEFINED } from "../values.ts";
import { analyzeStatement, evaluate } from "../visit.ts";

/** Rounds after which a loop is taken to have no end. */
const MAX_ROUNDS = 10_000;

/** The condition is evaluated before the first round, and then at the end of each. */
export function analyzeWhile(node: ts.WhileStatement, frame: Frame): Completion {
  if (!callsSteps(node, frame)) return outlineLoop(node, frame);
  const first = toExpr(evaluate(node.expression, frame), node.expression, frame);
  const loop = (arm: Frame): ArmResult => ({ value: UNDEFINED, completion: analyzeRounds(node, arm) });
  return branch(frame, first, node.expression, { then: loop, else: () => ({ value: UNDEFINED, completion: NORMAL }) })
    .completion;
}

export function analyzeDo(node: ts.DoStatement, frame: Frame): Completion {
  return callsSteps(node, frame) ? analyzeRounds(node, frame) : outlineLoop(node, frame);
}

function analyzeRounds(node: ts.WhileStatement | ts.DoStatement, frame: Frame): Completion {
  return analyzeRuntimeLoop(
    {
      node,
      maxRounds: MAX_ROUNDS,
      round: (inner) => {
        const completion = withoutContinue(analyzeStatement(node.statement, inner), node);
        if (!completion.goesOn) return completion;
        return unlessLeft(completion, node.expression, inner, (arm) => endUnless(node.expression, node, arm));
      },
    },
    frame,
  );
}
