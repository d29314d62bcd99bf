/** The edit that awaits a promise where it stands. */
import type { Diagnostic, TextEdit } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { spanOf } from "./spans.ts";
import { skipParentheses } from "./step-search.ts";

/** The finding with its fix, where the code around it can await. `isList`: an array of promises. */
export function withAwaitFix(found: Diagnostic, at: ts.Node, root: string, isList: boolean): Diagnostic {
  const node = ts.isExpression(at) ? skipParentheses(at) : undefined;
  if (node === undefined || !isSimple(node) || !standsInAsync(node)) return found;
  const { parent } = node;
  const isOperand =
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent)) &&
    parent.expression === node;
  const name = ts.isShorthandPropertyAssignment(parent) ? `${node.getText()}: ` : "";
  const before = `${name}${isOperand ? "(" : ""}await ${isList ? "Promise.all(" : ""}`;
  const after = `${isList ? ")" : ""}${isOperand ? ")" : ""}`;
  const span = spanOf(root, node);
  const text = node.getText();
  const edits: readonly TextEdit[] = [{ span, text: `${before}${text}${after}` }];
  return { ...found, fix: { title: `Await \`${text.split("\n", 1)[0]}\``, edits } };
}

/** `await` binds tighter than any operator. */
function isSimple(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || ts.isCallExpression(node) || ts.isPropertyAccessExpression(node);
}

function standsInAsync(node: ts.Node): boolean {
  const around = ts.findAncestor(node, ts.isFunctionLike) as ts.FunctionLikeDeclaration | undefined;
  return around?.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
}
