import { ts } from "ts-morph";
import { unsupportedSyntax } from "../../diagnostics/language.ts";
import { type Completion, NORMAL, without } from "../completion.ts";
import { type Frame, span } from "../frame.ts";
import { Scope } from "../scope.ts";
import { unlessLeft } from "../unless-left.ts";
import { constantOf } from "../values.ts";
import { analyzeStatement, evaluate } from "../visit.ts";
import { analyzeVariables } from "./variable-statement.ts";

/** Rounds after which a loop is taken to have no constant bounds. */
const LONGEST_UNROLLED = 256;

export function analyzeFor(node: ts.ForStatement, outer: Frame): Completion {
  const frame: Frame = { ...outer, scope: new Scope(outer.scope) };
  if (node.initializer !== undefined) {
    if (ts.isVariableDeclarationList(node.initializer)) analyzeVariables(node.initializer, frame);
    else evaluate(node.initializer, frame);
  }
  const round = (count: number, inner: Frame): Completion => {
    const test = node.condition === undefined ? undefined : constantOf(evaluate(node.condition, inner));
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
  return without(round(0, frame), (target) => target.kind === "break" && target.statement === node);
}
