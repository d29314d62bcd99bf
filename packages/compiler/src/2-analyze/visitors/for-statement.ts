import type { Expr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { unsupportedSyntax } from "../../diagnostics/language.ts";
import { type ArmResult, branch } from "../branch.ts";
import { ALWAYS, type Completion, NORMAL, without } from "../completion.ts";
import { type Frame, span } from "../frame.ts";
import { findLeaving, outlineLoop } from "../outline-loop.ts";
import { analyzeRuntimeLoop, endUnless, withoutContinue } from "../runtime-loop.ts";
import { Scope } from "../scope.ts";
import { callsSteps } from "../step-search.ts";
import { withThrows } from "../throwing.ts";
import { toExpr } from "../to-expr.ts";
import { unlessLeft } from "../unless-left.ts";
import { constantOf, UNDEFINED } from "../values.ts";
import { analyzeStatement, evaluate } from "../visit.ts";
import { analyzeVariables } from "./variable-statement.ts";

/** Rounds after which a loop is taken to have no constant bounds. */
const LONGEST_UNROLLED = 256;
/** Rounds after which a loop is taken to have no end. */
const MAX_ROUNDS = 10_000;

export function analyzeFor(node: ts.ForStatement, outer: Frame): Completion {
  const frame: Frame = { ...outer, scope: new Scope(outer.scope) };
  if (node.initializer !== undefined) {
    if (ts.isVariableDeclarationList(node.initializer)) analyzeVariables(node.initializer, frame);
    else evaluate(node.initializer, frame);
  }
  const round = (count: number, inner: Frame): Completion => {
    const test = node.condition === undefined ? undefined : constantOf(evaluate(node.condition, inner));
    if (count === 0 && test === undefined) return analyzeRuntimeFor(node, inner);
    if (test === undefined || count > LONGEST_UNROLLED) {
      const instead = "Count from one constant to another, or loop over a list";
      inner.analysis.report(
        unsupportedSyntax(
          { ...span(inner, node), end: node.getStart() + 3 },
          { what: "`for` without constant bounds", instead },
        ),
      );
      return NORMAL;
    }
    if (!test.value) return NORMAL;
    const completion = without(
      analyzeStatement(node.statement, inner),
      (target) => target.kind === "continue" && target.statement === node,
    );
    if (!completion.goesOn) return completion;
    return unlessLeft(completion, node.condition ?? node, inner, (arm) => {
      if (node.incrementor !== undefined) evaluate(node.incrementor, arm);
      return round(count + 1, arm);
    });
  };
  // Unrolled it may also leave for somewhere else than its end.
  if (!callsSteps(node, frame) && findLeaving(node) === undefined) return outlineLoop(node, outer);
  return without(round(0, frame), (target) => target.kind === "break" && target.statement === node);
}

function count(incrementor: ts.Expression | undefined, frame: Frame): Completion {
  if (incrementor === undefined) return NORMAL;
  const evaluateIncrementor = (inner: Frame): Completion => {
    evaluate(incrementor, inner);
    return NORMAL;
  };
  return withThrows(evaluateIncrementor, incrementor, frame);
}

/** A `while` whose rounds end with the increment. */
function analyzeRuntimeFor(node: ts.ForStatement, frame: Frame): Completion {
  const { condition, incrementor } = node;
  const first: Expr = condition === undefined ? ALWAYS : toExpr(evaluate(condition, frame), condition, frame);
  const round = (inner: Frame): Completion => {
    const completion = withoutContinue(analyzeStatement(node.statement, inner), node);
    if (!completion.goesOn) return completion;
    return unlessLeft(completion, condition ?? node, inner, (arm) =>
      unlessLeft(count(incrementor, arm), condition ?? node, arm, (last) => endUnless(condition, node, last)),
    );
  };
  const loop = (arm: Frame): ArmResult => ({
    value: UNDEFINED,
    completion: analyzeRuntimeLoop({ node, maxRounds: MAX_ROUNDS, round }, arm),
  });
  return branch(frame, first, condition ?? node, { then: loop, else: () => ({ value: UNDEFINED, completion: NORMAL }) })
    .completion;
}
