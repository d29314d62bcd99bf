import { ts } from "ts-morph";
import { unsupportedSyntax } from "../../diagnostics/language.ts";
import { bindPattern } from "../bind-pattern.ts";
import { type Completion, NORMAL, without } from "../completion.ts";
import { type Frame, span } from "../frame.ts";
import { Scope } from "../scope.ts";
import { unlessLeft } from "../unless-left.ts";
import { literal, structured, type Value } from "../values.ts";
import { analyzeStatement, evaluate } from "../visit.ts";
import { assign } from "./assignment.ts";

/** Loops whose length is known are unrolled up to this many rounds. */
const LONGEST_UNROLLED = 256;

export function analyzeForOf(node: ts.ForOfStatement, frame: Frame): Completion {
  const items = knownItems(node, frame);
  if (items === "error") return NORMAL;
  if (items === undefined || items.length > LONGEST_UNROLLED) {
    const instead = "Use `await Promise.all(xs.map(async (x) => …))`, or array methods for pure code";
    frame.analysis.report(
      unsupportedSyntax(
        { ...span(frame, node), end: node.getStart() + 3 },
        { what: "`for…of` over a list that only the run knows", instead },
      ),
    );
    return NORMAL;
  }
  const round = (index: number, inner: Frame): Completion => {
    const item = items[index];
    if (item === undefined) return NORMAL;
    const body: Frame = { ...inner, scope: new Scope(inner.scope) };
    bindItem(node.initializer, item, body);
    const completion = without(
      analyzeStatement(node.statement, body),
      (target) => target.kind === "continue" && target.statement === node,
    );
    return completion.goesOn
      ? unlessLeft(completion, node.expression, inner, (arm) => round(index + 1, arm))
      : completion;
  };
  return without(round(0, frame), (target) => target.kind === "break" && target.statement === node);
}

function bindItem(initializer: ts.ForInitializer, item: Value, frame: Frame): void {
  if (!ts.isVariableDeclarationList(initializer)) return assign(initializer, item, frame);
  for (const declaration of initializer.declarations) bindPattern(declaration.name, item, frame);
}

/** The items when their number is known, also of `xs.entries()`. */
function knownItems(node: ts.ForOfStatement, frame: Frame): readonly Value[] | "error" | undefined {
  const { expression } = node;
  if (
    ts.isCallExpression(expression) &&
    ts.isPropertyAccessExpression(expression.expression) &&
    expression.expression.name.text === "entries" &&
    expression.arguments.length === 0
  ) {
    const list = elements(evaluate(expression.expression.expression, frame));
    return list === undefined || list === "error"
      ? list
      : list.map((element, index) => ({ kind: "array", elements: [literal(index), element] }));
  }
  return elements(evaluate(expression, frame));
}

function elements(value: Value): readonly Value[] | "error" | undefined {
  if (value.kind === "error") return "error";
  if (value.kind === "array") return value.elements;
  const constant = value.kind === "expr" && value.expr.kind === "lit" ? value.expr.value : undefined;
  if (typeof constant === "string") return [...constant].map(literal);
  return Array.isArray(constant) ? constant.map(structured) : undefined;
}
