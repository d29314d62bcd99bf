/** Statements behind one that always leaves. */
import { ts } from "ts-morph";
import { unreachable } from "../diagnostics/language.ts";
import { type Frame, span } from "./frame.ts";

/** Reports the first statement of a block that nothing reaches. */
export function reportUnreachable(statements: readonly ts.Statement[], frame: Frame): void {
  const leaving = statements.findIndex(alwaysLeaves);
  const next = leaving < 0 ? undefined : statements.slice(leaving + 1).find(isCode);
  // The cases of a switch are one list here, and another case is reached another way.
  if (next !== undefined && next.parent === statements[leaving]?.parent)
    frame.analysis.report(unreachable(span(frame, next), {}));
}

/** By its form alone: a constant condition may have another value tomorrow. */
function alwaysLeaves(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) return statement.statements.some(alwaysLeaves);
  if (ts.isIfStatement(statement)) {
    const { thenStatement, elseStatement } = statement;
    return elseStatement !== undefined && alwaysLeaves(thenStatement) && alwaysLeaves(elseStatement);
  }
  return (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isBreakStatement(statement) ||
    ts.isContinueStatement(statement)
  );
}

/** Functions are hoisted, and types are no code. */
function isCode(statement: ts.Statement): boolean {
  return !(
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEmptyStatement(statement)
  );
}
