import type { Expr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { type ArmResult, branch } from "../branch.ts";
import { type Completion, NORMAL, without } from "../completion.ts";
import type { Frame } from "../frame.ts";
import { toExpr } from "../to-expr.ts";
import { UNDEFINED } from "../values.ts";
import { analyzeBlock, evaluate } from "../visit.ts";

/** The cases in their order, each an arm that runs on into the ones below it until a `break`. */
export function analyzeSwitch(node: ts.SwitchStatement, frame: Frame): Completion {
  const subject = toExpr(evaluate(node.expression, frame), node.expression, frame);
  const { clauses } = node.caseBlock;
  const runFrom = (index: number): ((arm: Frame) => ArmResult) => {
    const statements = clauses.slice(index).flatMap((clause) => [...clause.statements]);
    return (arm) => ({ value: UNDEFINED, completion: analyzeBlock(statements, arm) });
  };
  const groups = sharedBodies(clauses);
  const fallback = clauses.findIndex((clause) => ts.isDefaultClause(clause));
  const choose = (index: number, arm: Frame): ArmResult => {
    const group = groups[index];
    if (group === undefined) return fallback < 0 ? { value: UNDEFINED, completion: NORMAL } : runFrom(fallback)(arm);
    const test = group.cases
      .map((one): Expr => ({ kind: "bin", op: "===", left: subject, right: toExpr(evaluate(one, arm), one, arm) }))
      .reduce(either);
    return branch(arm, test, group.cases[0] ?? node, {
      then: runFrom(group.start),
      else: (other) => choose(index + 1, other),
    });
  };
  return without(choose(0, frame).completion, (target) => target.kind === "break" && target.statement === node);
}

interface Group {
  readonly cases: readonly ts.Expression[];
  readonly start: number;
}

/** Cases with nothing between them share the body below. */
function sharedBodies(clauses: readonly ts.CaseOrDefaultClause[]): readonly Group[] {
  const groups: { cases: ts.Expression[]; start: number }[] = [];
  let open = false;
  for (const [index, clause] of clauses.entries()) {
    const last = groups.at(-1);
    if (!ts.isCaseClause(clause)) {
      open = false;
      continue;
    }
    if (open && last !== undefined) {
      last.cases.push(clause.expression);
      last.start = index;
    } else groups.push({ cases: [clause.expression], start: index });
    open = clause.statements.length === 0;
  }
  return groups;
}

function either(left: Expr, right: Expr): Expr {
  return { kind: "bin", op: "||", left, right };
}
