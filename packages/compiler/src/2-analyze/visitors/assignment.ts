import { ts } from "ts-morph";
import { mutation, unsupportedSyntax } from "../../diagnostics/language.ts";
import { type Frame, span } from "../frame.ts";
import { resolveSymbol } from "../sdk-symbols.ts";
import { assigned } from "../throwing.ts";
import { UNDEFINED, type Value } from "../values.ts";

/** Gives a variable another value; properties and patterns are reported. */
export function assign(target: ts.Expression, value: Value, frame: Frame): void {
  const symbol = ts.isIdentifier(target) ? resolveSymbol(frame.analysis.checker, target) : undefined;
  const cell = symbol === undefined ? undefined : frame.scope.lookup(symbol);
  if (cell !== undefined) {
    const previous = frame.flow.store.get(cell) ?? UNDEFINED;
    frame.flow.store.set(cell, assigned(previous, value, target, frame));
    return;
  }
  const at = span(frame, target.parent);
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target) || ts.isIdentifier(target)) {
    frame.analysis.report(mutation(at, { text: target.parent.getText() }));
  } else {
    frame.analysis.report(
      unsupportedSyntax(at, { what: "assignment to a pattern", instead: "Destructure in a const" }),
    );
  }
}
