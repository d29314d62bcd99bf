import { ts } from "ts-morph";
import { bindPattern } from "../bind-pattern.ts";
import { collect, isCollecting } from "../collecting-loop.ts";
import { type Completion, NORMAL, without } from "../completion.ts";
import type { Frame } from "../frame.ts";
import { iterated } from "../iterated.ts";
import { changesInPlace, outlineLoop } from "../outline-loop.ts";
import { allOf } from "../promises.ts";
import { analyzeRuntimeLoop, withoutContinue } from "../runtime-loop.ts";
import { Scope } from "../scope.ts";
import { callsSteps } from "../step-search.ts";
import { toExpr } from "../to-expr.ts";
import { unlessLeft } from "../unless-left.ts";
import { exprValue, isPlain, literal, structured, type Value } from "../values.ts";
import { analyzeStatement, evaluate } from "../visit.ts";
import { assign } from "./assignment.ts";
import { awaited } from "./await.ts";

/** Loops whose length is known are unrolled up to this many rounds. */
const LONGEST_UNROLLED = 256;

export function analyzeForOf(node: ts.ForOfStatement, frame: Frame): Completion {
  if (changesInPlace(node, frame)) return outlineLoop(node, frame);
  const list = listOfLoop(node, frame);
  if (list.value.kind === "error") return NORMAL;
  const items = knownItems(list);
  if (items === undefined || items.length > LONGEST_UNROLLED) return analyzeRuntimeForOf(node, list, frame);
  const round = (index: number, inner: Frame): Completion => {
    const item = items[index];
    if (item === undefined) return NORMAL;
    const body: Frame = { ...inner, scope: new Scope(inner.scope) };
    bindItem(node, item, body);
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
function analyzeRuntimeForOf(node: ts.ForOfStatement, list: LoopList, frame: Frame): Completion {
  if (!callsSteps(node.statement, frame) && isPlain(list.value) && node.awaitModifier === undefined)
    return outlineLoop(node, frame, callsSteps(list.at, frame) ? new Map([[list.at, list.value]]) : undefined);
  const value = node.awaitModifier === undefined ? iterated(list.value, list.at, frame) : list.value;
  const items = value.kind === "list" && !isPlain(value) ? allOf(value, list.at, frame) : value;
  const promised = items.kind === "promise";
  if (items.kind === "promise") for (const id of items.settles) frame.analysis.settled.add(id);
  const over = toExpr(items.kind === "promise" ? items.value : items, list.at, frame);
  const bind = (element: Value, index: Value, inner: Frame): Frame => {
    const body: Frame = { ...inner, scope: new Scope(inner.scope) };
    const item: Value = promised ? { kind: "promise", value: element, settles: [] } : element;
    bindItem(node, list.hasIndex ? { kind: "array", elements: [index, item] } : item, body);
    return body;
  };
  if (isCollecting(node, frame))
    return collect(
      node,
      exprValue(over),
      (inner, item, index) => void analyzeStatement(node.statement, bind(item, index, inner)),
      frame,
    );
  const round = (inner: Frame, id: string): Completion => {
    const body = bind(exprValue({ kind: "item", loop: id }), exprValue({ kind: "index", loop: id }), inner);
    return withoutContinue(analyzeStatement(node.statement, body), node);
  };
  return analyzeRuntimeLoop({ node, over, round }, frame);
}

interface LoopList {
  readonly at: ts.Expression;
  readonly value: Value;
  /** `xs.entries()` */
  readonly hasIndex: boolean;
}

function listOfLoop({ expression }: ts.ForOfStatement, frame: Frame): LoopList {
  const entries = entriesOf(expression);
  const at = entries ?? expression;
  return { at, value: evaluate(at, frame), hasIndex: entries !== undefined };
}

/** The list of `xs.entries()`. */
function entriesOf(expression: ts.Expression): ts.Expression | undefined {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return undefined;
  const { name, expression: list } = expression.expression;
  return name.text === "entries" && expression.arguments.length === 0 ? list : undefined;
}

function bindItem({ initializer, awaitModifier, expression }: ts.ForOfStatement, given: Value, frame: Frame): void {
  const item = awaitModifier === undefined ? given : awaited(given, expression, frame);
  if (!ts.isVariableDeclarationList(initializer)) return assign(initializer, item, frame);
  for (const declaration of initializer.declarations) bindPattern(declaration.name, item, frame);
}

/** The items when their number is known, also of `xs.entries()`. */
function knownItems({ value, hasIndex }: LoopList): readonly Value[] | undefined {
  const items = elements(value);
  if (!hasIndex || items === undefined) return items;
  return items.map((element, index) => ({ kind: "array", elements: [literal(index), element] }));
}

function elements(value: Value): readonly Value[] | undefined {
  if (value.kind === "array") return value.elements;
  const constant = value.kind === "expr" && value.expr.kind === "lit" ? value.expr.value : undefined;
  if (typeof constant === "string") return [...constant].map(literal);
  return Array.isArray(constant) ? constant.map(structured) : undefined;
}
