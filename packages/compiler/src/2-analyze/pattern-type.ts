/** The type of what is taken apart by a pattern. */
import { ts } from "ts-morph";
import type { Frame } from "./frame.ts";

/** `undefined` where TypeScript does not say: patterns of assignments inside of others. */
export function typeTakenApart(pattern: ts.Node, { analysis }: Frame): ts.Type | undefined {
  if (!ts.isArrayLiteralExpression(pattern) && !ts.isObjectLiteralExpression(pattern))
    return analysis.checker.getTypeAtLocation(pattern);
  // Asked for such a literal, it gives the type of the targets.
  const { parent } = pattern;
  return ts.isBinaryExpression(parent) && parent.left === pattern && isWhole(parent)
    ? analysis.checker.getTypeAtLocation(parent.right)
    : undefined;
}

/** No default of a target. */
function isWhole({ parent }: ts.BinaryExpression): boolean {
  return !ts.isArrayLiteralExpression(parent) && !ts.isPropertyAssignment(parent);
}
