import { ts } from "ts-morph";
import { bindTargets } from "../bind-targets.ts";
import { mutation } from "../../diagnostics/language.ts";
import { type Frame, span } from "../frame.ts";
import { resolveSymbol } from "../sdk-symbols.ts";
import { skipParentheses } from "../step-search.ts";
import { assigned } from "../throwing.ts";
import { UNDEFINED, type Value } from "../values.ts";
import { setMember } from "./mutation.ts";

/** Gives a variable, a property or the parts of a pattern another value. */
export function assign(node: ts.Expression, value: Value, frame: Frame): void {
  const target = skipParentheses(node);
  const symbol = ts.isIdentifier(target) ? resolveSymbol(frame.analysis.checker, target) : undefined;
  const cell = symbol === undefined ? undefined : frame.scope.lookup(symbol);
  if (cell !== undefined) {
    const previous = frame.flow.store.get(cell) ?? UNDEFINED;
    frame.flow.store.set(cell, assigned(previous, value, target, frame));
    return;
  }
  if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target))
    return bindTargets(target, value, frame, assign);
  if (!setMember(target, value, frame))
    frame.analysis.report(mutation(span(frame, node.parent), { text: node.parent.getText() }));
}
