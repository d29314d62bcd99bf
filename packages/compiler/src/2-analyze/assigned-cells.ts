import { ts } from "ts-morph";
import type { Frame } from "./frame.ts";
import { isAssignment } from "./purity.ts";
import { resolveSymbol } from "./sdk-symbols.ts";
import type { Cell } from "./scope.ts";

/** The variables of the code around `node` to which code in it assigns, in the order of the source. */
export function assignedCells(node: ts.Node, frame: Frame): readonly Cell[] {
  const found = new Set<Cell>();
  const visit = (inner: ts.Node): void => {
    const target = assignedName(inner);
    const symbol = target === undefined ? undefined : resolveSymbol(frame.analysis.checker, target);
    const cell = symbol === undefined ? undefined : frame.scope.lookup(symbol);
    if (cell !== undefined) found.add(cell);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return [...found];
}

function assignedName(node: ts.Node): ts.Identifier | undefined {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind))
    return ts.isIdentifier(node.left) ? node.left : undefined;
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return undefined;
  const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
  return changes && ts.isIdentifier(node.operand) ? node.operand : undefined;
}
