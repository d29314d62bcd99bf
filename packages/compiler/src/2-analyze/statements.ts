import { ts } from "ts-morph";
import { unsupportedSyntax } from "../diagnostics/language.ts";
import { type Completion, exit, NORMAL } from "./completion.ts";
import { evaluate } from "./visit.ts";
import { type Frame, span } from "./frame.ts";
import { Scope } from "./scope.ts";
import { outlineThrow } from "./outline.ts";
import { changesInPlace, outlineChanges } from "./outline-loop.ts";
import { withThrows } from "./throwing.ts";
import { unlessLeft } from "./unless-left.ts";
import { resultValue } from "./pipeline-result.ts";
import { reportUnreachable } from "./unreachable.ts";
import { UNDEFINED } from "./values.ts";
import { analyzeFor } from "./visitors/for-statement.ts";
import { analyzeForOf } from "./visitors/for-of-statement.ts";
import { analyzeIf } from "./visitors/if-statement.ts";
import { analyzeJump, analyzeLabel } from "./visitors/jump-statement.ts";
import { changesOnePlace } from "./visitors/mutation.ts";
import { analyzeSwitch } from "./visitors/switch-statement.ts";
import { analyzeTry } from "./visitors/try-statement.ts";
import { analyzeDo, analyzeWhile } from "./visitors/while-statement.ts";
import { analyzeVariables } from "./visitors/variable-statement.ts";

/** Analyses the statements of a function body or block, in a scope of its own. */
export function analyzeBlock(statements: readonly ts.Statement[], frame: Frame): Completion {
  const inner: Frame = { ...frame, scope: new Scope(frame.scope) };
  hoistFunctions(statements, inner);
  reportUnreachable(statements, inner);
  return analyzeFrom(statements, 0, inner);
}

/** What follows a statement that may have left is the other arm of a branch on whether it has. */
function analyzeFrom(statements: readonly ts.Statement[], from: number, frame: Frame): Completion {
  for (let index = from; index < statements.length; index++) {
    const statement = statements[index] as ts.Statement;
    const completion = analyzeStatement(statement, frame);
    if (!completion.goesOn) return completion;
    if (completion.exits.length > 0)
      return index + 1 < statements.length
        ? unlessLeft(completion, statement, frame, (arm) => analyzeFrom(statements, index + 1, arm))
        : completion;
  }
  return NORMAL;
}

export function analyzeStatement(statement: ts.Statement, frame: Frame): Completion {
  return withThrows((inner) => dispatch(statement, inner), statement, frame);
}

function dispatch(statement: ts.Statement, frame: Frame): Completion {
  if (ts.isVariableStatement(statement)) return analyzeVariables(statement.declarationList, frame);
  if (ts.isExpressionStatement(statement)) {
    if (!changesOnePlace(statement, frame) && changesInPlace(statement, frame)) return outlineChanges(statement, frame);
    evaluate(statement.expression, frame);
    return NORMAL;
  }
  if (ts.isIfStatement(statement)) return analyzeIf(statement, frame);
  if (ts.isBlock(statement)) return analyzeBlock(statement.statements, frame);
  if (ts.isReturnStatement(statement)) {
    return exit(
      { kind: "return" },
      statement.expression === undefined
        ? UNDEFINED
        : resultValue(evaluate(statement.expression, frame), statement.expression, frame),
    );
  }
  if (
    ts.isEmptyStatement(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  ) {
    return NORMAL;
  }
  if (ts.isThrowStatement(statement)) return exit({ kind: "throw" }, outlineThrow(statement.expression, frame));
  if (ts.isTryStatement(statement)) return analyzeTry(statement, frame);
  if (ts.isSwitchStatement(statement)) return analyzeSwitch(statement, frame);
  if (ts.isForOfStatement(statement)) return analyzeForOf(statement, frame);
  if (ts.isForStatement(statement)) return analyzeFor(statement, frame);
  if (ts.isWhileStatement(statement)) return analyzeWhile(statement, frame);
  if (ts.isDoStatement(statement)) return analyzeDo(statement, frame);
  if (ts.isBreakStatement(statement) || ts.isContinueStatement(statement)) return analyzeJump(statement);
  if (ts.isLabeledStatement(statement)) return analyzeLabel(statement, frame);
  const [what, instead] = UNSUPPORTED.get(statement.kind) ?? [
    "this statement",
    "Use const, let, if, return and expressions",
  ];
  frame.analysis.report(
    unsupportedSyntax({ ...span(frame, statement), ...keyword(statement, frame) }, { what, instead }),
  );
  return NORMAL;
}

/** Functions may be called before the line that declares them. */
function hoistFunctions(statements: readonly ts.Statement[], frame: Frame): void {
  for (const statement of statements) {
    if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) continue;
    const symbol = frame.analysis.checker.getSymbolAtLocation(statement.name);
    if (symbol !== undefined)
      frame.flow.store.set(frame.scope.declare(symbol), { kind: "closure", node: statement, scope: frame.scope });
  }
}

/** A statement is named by its first word, not by all of its lines. */
function keyword(statement: ts.Statement, frame: Frame): { readonly end: number } {
  const { start } = span(frame, statement);
  const word = /^\w*/.exec(statement.getText())?.[0] ?? "";
  return { end: start + Math.max(1, word.length) };
}

const UNSUPPORTED = new Map<ts.SyntaxKind, readonly [what: string, instead: string]>([
  [ts.SyntaxKind.ForInStatement, ["`for…in`", "Use `Object.entries(o).map(([key, value]) => …)`"]],
  [ts.SyntaxKind.ClassDeclaration, ["a class", "Declare it at module level"]],
]);
