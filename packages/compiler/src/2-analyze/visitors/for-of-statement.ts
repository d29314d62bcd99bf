import { ts } from "ts-morph";
import { bindPattern } from "../bind-pattern.ts";
import { type Completion, NORMAL, without } from "../completion.ts";
import type { Frame } from "../frame.ts";
import { changesInPlace, outlineLoop } from "../outline-loop.ts";
import { analyzeRuntimeLoop, withoutContinue } from "../runtime-loop.ts";
import { Scope } from "../scope.ts";
import { callsSteps } from "../step-search.ts";
import { toExpr } from "../to-expr.ts";
import { unlessLeft } from "../unless-left.ts";
import { exprValue, literal, structured, type Value } from "../values.ts";
import { analyzeStatement, evaluate } from "../visit.ts";
import { assign } from "./assignment.ts";

/** Loops whose length is known are unrolled up to this many rounds. */
const LONGEST_UNROLLED = 256;

export function analyzeForOf(node: ts.ForOfStatement, frame: Frame): Completion {
  if (changesInPlace(node, frame)) return outlineLoop(node, frame);
  const items = knownItems(node, frame);
  if (items === "error") return NORMAL;
  if (items === undefined || items.length > LONGEST_UNROLLED) return analyzeRuntimeForOf(node, frame);
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

/** The list is evaluated once, and its items are unknowns of the one round that is analysed. */
function analyzeRuntimeForOf(node: ts.ForOfStatement, frame: Frame): Completion {
  if (!callsSteps(node.statement, frame)) return outlineLoop(node, frame);
  const entries = entriesOf(node.expression);
  const list = evaluate(entries ?? node.expression, frame);
  if (list.kind === "error") return NORMAL;
  const over = toExpr(list, node.expression, frame);
  const round = (inner: Frame, id: string): Completion => {
    const body: Frame = { ...inner, scope: new Scope(inner.scope) };
    const item = exprValue({ kind: "item", loop: id });
    const index = exprValue({ kind: "index", loop: id });
    bindItem(node.initializer, entries === undefined ? item : { kind: "array", elements: [index, item] }, body);
    return withoutContinue(analyzeStatement(node.statement, body), node);
  };
  return analyzeRuntimeLoop({ node, over, round }, frame);
}

/** The list of `xs.entries()`. */
function entriesOf(expression: ts.Expression): ts.Expression | undefined {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return undefined;
  const { name, expression: list } = expression.expression;
  return name.text === "entries" && expression.arguments.length === 0 ? list : undefined;
}

function bindItem(initializer: ts.ForInitializer, item: Value, frame: Frame): void {
  if (!ts.isVariableDeclarationList(initializer)) return assign(initializer, item, frame);
  for (const declaration of initializer.declarations) bindPattern(declaration.name, item, frame);
}

/** The items when their number is known, also of `xs.entries()`. */
function knownItems(node: ts.ForOfStatement, frame: Frame): readonly Value[] | "error" | undefined {
  const entries = entriesOf(node.expression);
  if (entries === undefined)
    return isKnown(node.expression, frame) ? elements(evaluate(node.expression, frame)) : undefined;
  const list = isKnown(entries, frame) ? elements(evaluate(entries, frame)) : undefined;
  if (list === undefined || list === "error") return list;
  return list.map((element, index) => ({ kind: "array", elements: [literal(index), element] }));
}

/** A list with calls of steps in it is evaluated where the loop needs it, once. */
function isKnown(list: ts.Expression, frame: Frame): boolean {
  return !callsSteps(list, frame);
}

function elements(value: Value): readonly Value[] | "error" | undefined {
  if (value.kind === "error") return "error";
  if (value.kind === "array") return value.elements;
  const constant = value.kind === "expr" && value.expr.kind === "lit" ? value.expr.value : undefined;
  if (typeof constant === "string") return [...constant].map(literal);
  return Array.isArray(constant) ? constant.map(structured) : undefined;
}
