/** Turns pure code of the body into a fragment: an arrow function of the body's variables that it uses. */
import type { Expr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { recursiveHelper, stepInPureCode } from "../diagnostics/language.ts";
import { evaluate } from "./visit.ts";
import { emit, type Frame, newId, span } from "./frame.ts";
import { own } from "./ownership.ts";
import { mayThrow } from "./may-throw.ts";
import { checkPurity, mayBeMissing } from "./purity.ts";
import { resolveSymbol } from "./sdk-symbols.ts";
import type { Cell } from "./scope.ts";
import { modulePath } from "./spans.ts";
import { callsSteps, isStepLikeCall } from "./step-search.ts";
import { toExpr } from "./to-expr.ts";
import { exprValue, type FunctionNode, type Value } from "./values.ts";

interface Argument {
  readonly name: string;
  readonly expr: Expr;
}

/** A part of the code that has to be analysed, such as an `await`; the code gets its value as an argument. */
interface Hole {
  readonly node: ts.Expression;
  readonly name: string;
}

/** Parts of the code whose values were needed before: they are not evaluated again. */
export type KnownParts = ReadonlyMap<ts.Node, Value>;

/** The value of a pure expression, evaluated as the JavaScript it is. */
export function outline(node: ts.Expression, frame: Frame, known: KnownParts = new Map()): Value {
  const value = exprValue(outlined(node, frame, { known }));
  return makesItsOwn(node) ? own(value, frame) : value;
}

/** Methods that give a new array or object. */
const MAKING: ReadonlySet<string> = new Set(
  "map filter flat flatMap slice concat toSorted toReversed toSpliced with split keys values entries fromEntries from of structuredClone".split(
    " ",
  ),
);

function makesItsOwn(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  return MAKING.has(ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText());
}

/** `throw error` as code, for whoever evaluates it. */
export function outlineThrow(error: ts.Expression, frame: Frame): Value {
  return exprValue(outlined(error, frame, { wrap: (text) => `(() => { throw ${text}; })()` }));
}

/**
 * A statement that changes variables, as code that gives what they hold behind it.
 * `cloned` are those that it changes in place: what they held before may be used elsewhere.
 */
export function outlineStatement(
  node: ts.Statement,
  changed: readonly Cell[],
  cloned: readonly Cell[],
  frame: Frame,
  known: KnownParts = new Map(),
): Expr {
  const copies = cloned.map(({ name }) => `${name} = structuredClone(${name}); `).join("");
  const result = `return { ${changed.map(({ name }) => name).join(", ")} };`;
  const code = (text: string): string => `(() => { ${copies}${text}\n${result} })()`;
  const statement = node as ts.Node as ts.Expression;
  const whole = outlined(statement, frame, { wrap: code, changed, known });
  if (!frame.soft || whole.kind !== "out" || !frame.flow.pending.includes(whole.node)) return whole;
  // Whoever catches the error sees what was changed before it.
  const wrap = (text: string): string => code(`try {\n${text}\n} catch {}`);
  return outlined(statement, frame, { wrap, changed, known, mayThrow: false });
}

/** The value of a function as such: pure code calls it where it is evaluated. */
export function outlineFunction(node: FunctionNode, frame: Frame, cell: Cell | undefined): Expr {
  if (callsSteps(node.body ?? node, frame)) {
    reportStepIn(node.body ?? node, frame);
    return { kind: "lit" };
  }
  return outlined(node as unknown as ts.Expression, frame, cell === undefined ? {} : { self: cell });
}

interface Outlining {
  /** The variable that holds the function that is outlined. */
  readonly self?: Cell;
  readonly wrap?: (text: string) => string;
  readonly changed?: readonly Cell[];
  readonly known?: KnownParts;
  /** Found out by looking at the code, where it is not said. */
  readonly mayThrow?: boolean;
}

function outlined(node: ts.Expression, frame: Frame, { self, wrap, changed, known, ...said }: Outlining): Expr {
  const holes = findHoles(node, frame, known ?? new Map());
  const holeArguments = holes.map((hole) => ({
    name: hole.name,
    expr: toExpr(known?.get(hole.node) ?? evaluate(hole.node, frame), hole.node, frame),
  }));
  checkPurity(node, frame, changed ?? []);
  const free = freeVariables(node, frame, holes, self);
  const args = [...free, ...holeArguments];
  const { analysis, flow } = frame;
  const id = newId(analysis, "js");
  const fragment = `f${analysis.fragments.length + 1}`;
  const isThrow = wrap !== undefined && changed === undefined;
  const throws =
    said.mayThrow ??
    (isThrow || mayThrow(node, analysis.checker) || free.some(({ expr }) => mayBeMissing(expr, frame)));
  const params = args.map((argument) => argument.name);
  const code = withSelf(textWithHoles(node, holes), self, node, frame);
  const text = wrap?.(code) ?? code;
  analysis.fragments.push({
    id: fragment,
    module: modulePath(analysis.root, node.getSourceFile()),
    params,
    text,
    span: span(frame, node),
    mayThrow: throws,
  });
  analysis.roots.push({ kind: "fragment", id: fragment, node, params, text, holes: holes.map((hole) => hole.node) });
  emit(frame, {
    kind: "js",
    id,
    fragment,
    args: args.map((argument) => argument.expr),
    after: flow.frontier,
    span: span(frame, node),
  });
  if (throws && !isThrow) flow.pending = [...flow.pending, id];
  return { kind: "out", node: id };
}

/** Code that the source implies without spelling it, as a function of `value`. */
export function synthesize(text: string, args: readonly Expr[], at: ts.Node, frame: Frame, mayThrow = true): Expr {
  const { analysis, flow } = frame;
  const id = newId(analysis, "js");
  const fragment = `f${analysis.fragments.length + 1}`;
  const module = modulePath(analysis.root, at.getSourceFile());
  analysis.fragments.push({ id: fragment, module, params: ["value"], text, span: span(frame, at), mayThrow });
  analysis.roots.push({
    kind: "fragment",
    id: fragment,
    node: at as ts.Expression,
    params: ["value"],
    text,
    holes: [at],
  });
  emit(frame, { kind: "js", id, fragment, args, after: flow.frontier, span: span(frame, at) });
  return { kind: "out", node: id };
}

/** The outermost parts that have to be analysed: as a whole, so that what they evaluate only sometimes stays so. */
function findHoles(node: ts.Expression, frame: Frame, known: KnownParts): readonly Hole[] {
  const holes: Hole[] = [];
  const addHole = (hole: ts.Expression): void => void holes.push({ node: hole, name: `$hole${holes.length + 1}` });
  const root = chainRoot(node);
  const isLink = (inner: ts.Node): boolean => isChain(inner) && inner !== root && isInside(root, inner);
  const isWanted = (inner: ts.Node): boolean => [...known.keys()].some((one) => isInside(one, inner));
  const visit = (inner: ts.Node): void => {
    if (known.has(inner)) return addHole(inner as ts.Expression);
    if (!isWanted(inner) && !callsSteps(inner, frame)) return;
    if (ts.isFunctionLike(inner)) {
      reportStepIn(inner, frame);
      return;
    }
    const isCallee = ts.isCallExpression(inner.parent) && inner.parent.expression === inner;
    const isWhole = isCallee || isWanted(inner) || ts.isSpreadElement(inner) || isLink(inner);
    if (inner !== node && !isWhole && ts.isExpression(inner)) {
      if (isChain(node) && inner !== root && !known.has(root)) reportStepIn(inner, frame);
      return addHole(inner);
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return holes;
}

function isInside(inner: ts.Node, outer: ts.Node): boolean {
  return inner.pos >= outer.pos && inner.end <= outer.end && inner.getSourceFile() === outer.getSourceFile();
}

/** `a?.b(…)` evaluates its arguments only if there is an `a`. */
function isChain(node: ts.Node): boolean {
  return (node.flags & ts.NodeFlags.OptionalChain) !== 0;
}

/** `a` of `a?.b.c`: always evaluated. */
export function chainRoot(node: ts.Expression): ts.Expression {
  const isLink = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node);
  return isLink && isChain(node) ? chainRoot(node.expression) : node;
}

function reportStepIn(node: ts.Node, frame: Frame): void {
  const step = firstStep(node, frame) ?? node;
  const text = ts.isAwaitExpression(step) ? "await" : step.getText();
  frame.analysis.report(stepInPureCode(span(frame, step), { text }));
}

/** The name of the first step that is called, else the first `await`. */
function firstStep(node: ts.Node, frame: Frame): ts.Node | undefined {
  if (ts.isCallExpression(node) && isStepLikeCall(node, frame)) return node.expression;
  const inner = ts.forEachChild(node, (child) => firstStep(child, frame));
  return inner ?? (ts.isAwaitExpression(node) ? node : undefined);
}

function freeVariables(
  node: ts.Node,
  frame: Frame,
  holes: readonly Hole[],
  self: Cell | undefined,
): readonly Argument[] {
  const found = new Map<string, Argument>();
  const holeNodes = new Set<ts.Node>(holes.map((hole) => hole.node));
  const visit = (inner: ts.Node): void => {
    if (holeNodes.has(inner) || ts.isTypeNode(inner)) return;
    if (ts.isIdentifier(inner) && !found.has(inner.text)) {
      const symbol = resolveSymbol(frame.analysis.checker, inner);
      const cell = symbol === undefined ? undefined : frame.scope.lookup(symbol);
      if (cell !== undefined && cell !== self) {
        const value = frame.flow.store.get(cell);
        if (value === undefined) frame.analysis.report(recursiveHelper(span(frame, inner), { name: inner.text }));
        else found.set(inner.text, { name: inner.text, expr: toExpr(value, inner, frame, cell) });
      }
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return [...found.values()];
}

function textWithHoles(node: ts.Node, holes: readonly Hole[]): string {
  const file = node.getSourceFile();
  let text = "";
  let from = node.getStart(file);
  for (const hole of holes) {
    text += file.text.slice(from, hole.node.getStart(file)) + hole.name;
    from = hole.node.getEnd();
  }
  return text + file.text.slice(from, node.getEnd());
}

/** A function that names itself gets its name inside the fragment. */
function withSelf(text: string, self: Cell | undefined, node: ts.Node, frame: Frame): string {
  if (self === undefined || !mentions(node, self, frame)) return text;
  return `(() => { const ${self.name} = ${text}; return ${self.name}; })()`;
}

function mentions(node: ts.Node, cell: Cell, frame: Frame): boolean {
  return (
    ts.forEachChild(node, function search(inner): boolean | undefined {
      if (ts.isIdentifier(inner)) {
        const symbol = resolveSymbol(frame.analysis.checker, inner);
        if (symbol !== undefined && frame.scope.lookup(symbol) === cell) return true;
      }
      return ts.forEachChild(inner, search);
    }) ?? false
  );
}
