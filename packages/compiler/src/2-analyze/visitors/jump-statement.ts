import { ts } from "ts-morph";
import { type Completion, exit, type Target, without } from "../completion.ts";
import type { Frame } from "../frame.ts";
import { UNDEFINED } from "../values.ts";
import { analyzeStatement } from "../visit.ts";

/** `break` and `continue`, with a label or without. */
export function analyzeJump(node: ts.BreakStatement | ts.ContinueStatement): Completion {
  const statement = node.label === undefined ? enclosing(node) : labeled(node, node.label.text);
  const kind = ts.isBreakStatement(node) ? "break" : "continue";
  return exit({ kind, statement }, UNDEFINED);
}

/** A label gives loops a name; on other statements it is what `break` leaves. */
export function analyzeLabel(node: ts.LabeledStatement, frame: Frame): Completion {
  const completion = analyzeStatement(node.statement, frame);
  return without(completion, (target: Target) => target.kind === "break" && target.statement === node.statement);
}

function enclosing(node: ts.BreakStatement | ts.ContinueStatement): ts.Statement {
  let at: ts.Node = node.parent;
  while (!(isLoop(at) || (ts.isBreakStatement(node) && ts.isSwitchStatement(at)))) at = at.parent;
  return at;
}

function labeled(node: ts.Node, label: string): ts.Statement {
  let at: ts.Node = node.parent;
  while (!(ts.isLabeledStatement(at) && at.label.text === label)) at = at.parent;
  return at.statement;
}

function isLoop(node: ts.Node): node is ts.IterationStatement {
  return ts.isIterationStatement(node, false);
}
