import type { ts } from "ts-morph";
import { bindPattern } from "../bind-pattern.ts";
import { type ArmResult, fork } from "../branch.ts";
import { anyTaken, type Completion, type Exit } from "../completion.ts";
import { finallyFrame, type Frame, softened } from "../frame.ts";
import { Scope } from "../scope.ts";
import { toExpr } from "../to-expr.ts";
import { exprValue, UNDEFINED } from "../values.ts";
import { analyzeBlock } from "../visit.ts";

/** Errors are exits like `break`: `catch` is where they lead, and `finally` stands on every way out. */
export function analyzeTry(node: ts.TryStatement, frame: Frame): Completion {
  const start = { frontier: frame.flow.frontier };
  const tried = analyzeBlock(node.tryBlock.statements, softened(frame));
  const isCaughtHere = node.catchClause !== undefined;
  // With a `finally` behind it, what `catch` throws still has to pass there.
  const handler: Frame = node.finallyBlock === undefined ? frame : softened(frame);
  const handled = isCaughtHere ? analyzeCatch(node.catchClause, tried, handler) : tried;
  return node.finallyBlock === undefined
    ? handled
    : analyzeFinally(node.finallyBlock, handled, finallyFrame(frame, start));
}

function analyzeCatch(clause: ts.CatchClause, tried: Completion, frame: Frame): Completion {
  const thrown = tried.exits.find(({ target }) => target.kind === "throw");
  if (thrown === undefined) return tried;
  const others = tried.exits.filter((exit) => exit !== thrown);
  const caught = (arm: Frame): ArmResult => {
    const inner: Frame = { ...arm, scope: new Scope(arm.scope) };
    bindError(clause, thrown, inner);
    return { value: UNDEFINED, completion: analyzeBlock(clause.block.statements, inner) };
  };
  const went = (): ArmResult => ({ value: UNDEFINED, completion: { goesOn: tried.goesOn, exits: others } });
  return fork(frame, thrown.when, clause, { then: caught, else: went }).completion;
}

function bindError({ variableDeclaration }: ts.CatchClause, thrown: Exit, frame: Frame): void {
  if (variableDeclaration === undefined) return;
  const error = exprValue({ kind: "caught", of: toExpr(thrown.value, variableDeclaration, frame) });
  bindPattern(variableDeclaration.name, error, frame);
}

/** Runs on every path; only where it leaves itself is the first way out forgotten. */
function analyzeFinally(block: ts.Block, first: Completion, frame: Frame): Completion {
  const last = analyzeBlock(block.statements, frame);
  if (!last.goesOn) return last;
  if (last.exits.length === 0) return first;
  const leaves = (): ArmResult => ({ value: UNDEFINED, completion: { goesOn: false, exits: last.exits } });
  const stays = (): ArmResult => ({ value: UNDEFINED, completion: first });
  return fork(frame, anyTaken(last.exits), block, { then: leaves, else: stays }).completion;
}
