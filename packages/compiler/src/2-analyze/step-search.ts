/** Finds out whether code calls steps, so that it has to be analysed, or is pure, so that it can be moved as it is. */
import { ts } from "ts-morph";
import type { Frame } from "./frame.ts";
import { isGlobal, resolveSymbol, sdkCall, sdkNameOf } from "./sdk-symbols.ts";
import type { FunctionNode } from "./values.ts";

/** True when evaluating `node` calls a step, awaits, or combines promises. */
export function callsSteps(node: ts.Node, frame: Frame, visiting: ReadonlySet<ts.Node> = new Set()): boolean {
  if (ts.isAwaitExpression(node)) return true;
  if (ts.isCallExpression(node) && isStepLikeCall(node, frame, visiting)) return true;
  return ts.forEachChild(node, (child) => callsSteps(child, frame, visiting)) ?? false;
}

/** True when the call itself, its arguments aside, has to be analysed. */
export function isStepLikeCall(
  node: ts.CallExpression,
  frame: Frame,
  visiting: ReadonlySet<ts.Node> = new Set(),
): boolean {
  const callee = skipParentheses(node.expression);
  if (isPromiseMethod(callee, frame)) return true;
  return (
    refersToSteps(callee, frame, visiting) ||
    node.arguments.some((argument) => isStepReference(argument, frame, visiting))
  );
}

/** `Promise.all` and its like. */
export function isPromiseMethod(callee: ts.Expression, frame: Frame): callee is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(callee) && isGlobal(frame.analysis.checker, callee.expression, "Promise");
}

/** A name handed on as a callback: `xs.map(train)`. */
function isStepReference(argument: ts.Expression, frame: Frame, visiting: ReadonlySet<ts.Node>): boolean {
  const node = skipParentheses(argument);
  return (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) && refersToSteps(node, frame, visiting);
}

/** True for the name of a step, or of a function that calls steps. */
export function refersToSteps(node: ts.Expression, frame: Frame, visiting: ReadonlySet<ts.Node> = new Set()): boolean {
  if (ts.isElementAccessExpression(node)) return isTableOfSteps(node.expression, frame, visiting);
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return false;
  const symbol = resolveSymbol(frame.analysis.checker, ts.isPropertyAccessExpression(node) ? node.name : node);
  if (symbol === undefined) return false;
  if (WAITS.has(sdkNameOf(symbol) ?? "")) return true;
  const cell = frame.scope.lookup(symbol);
  const held = cell === undefined ? undefined : frame.flow.store.get(cell);
  if (held?.kind === "step" || held?.kind === "pipeline") return true;
  if (held?.kind === "closure") return bodyCallsSteps(held.node, frame, visiting);
  if (held !== undefined) return false;
  const declaration = symbol.valueDeclaration;
  if (declaration === undefined) return false;
  if (isSdkDeclared(declaration, frame) || isWithoutSource(declaration, frame)) return true;
  const entry = entryOf(declaration) ?? otherName(declaration);
  if (entry !== undefined) return givesSteps(entry, frame, visiting);
  const helper = functionOf(declaration);
  return helper !== undefined && bodyCallsSteps(helper, frame, visiting);
}

/** What a module-level const is another name of: `const fit = train`. */
export function otherName(declaration: ts.Declaration): ts.Expression | undefined {
  if (!ts.isVariableDeclaration(declaration) || (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0)
    return undefined;
  const initializer = initializerOf(declaration);
  return initializer !== undefined && (ts.isIdentifier(initializer) || ts.isPropertyAccessExpression(initializer))
    ? initializer
    : undefined;
}

/** What an object literal holds under a name, where that may be a step or a function. */
function entryOf(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isShorthandPropertyAssignment(declaration)) return declaration.name;
  return ts.isPropertyAssignment(declaration) ? skipParentheses(declaration.initializer) : undefined;
}

/** True for a step, a function that calls steps, and a literal with one of these in it. */
function givesSteps(node: ts.Expression, frame: Frame, visiting: ReadonlySet<ts.Node>): boolean {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return bodyCallsSteps(node, frame, visiting);
  if (ts.isArrayLiteralExpression(node))
    return node.elements.some((element) => givesSteps(skipParentheses(element), frame, visiting));
  if (ts.isObjectLiteralExpression(node))
    return node.properties.some((property) => {
      const entry = entryOf(property);
      return entry !== undefined && givesSteps(entry, frame, visiting);
    });
  return refersToSteps(node, frame, visiting);
}

/** `table[key](…)` where the table is a const with steps or functions in it. */
export function isTableOfSteps(
  table: ts.Expression,
  frame: Frame,
  visiting: ReadonlySet<ts.Node> = new Set(),
): boolean {
  const node = skipParentheses(table);
  if (!ts.isIdentifier(node)) return false;
  const declaration = resolveSymbol(frame.analysis.checker, node)?.valueDeclaration;
  const initializer = declaration === undefined ? undefined : initializerOf(declaration);
  const isLiteral =
    initializer !== undefined &&
    (ts.isObjectLiteralExpression(initializer) || ts.isArrayLiteralExpression(initializer));
  return isLiteral && givesSteps(initializer, frame, visiting);
}

function bodyCallsSteps(helper: FunctionNode, frame: Frame, visiting: ReadonlySet<ts.Node>): boolean {
  if (helper.body === undefined || visiting.has(helper) || helper.getSourceFile().isDeclarationFile) return false;
  return callsSteps(helper.body, frame, new Set([...visiting, helper]));
}

/** A const that holds `step(…)`, `pipeline(…)` or another definition of the SDK. */
export function isSdkDeclared(declaration: ts.Declaration, frame: Frame): boolean {
  const initializer = initializerOf(declaration);
  return initializer !== undefined && isDefinition(sdkCall(frame.analysis.checker, initializer) ?? "");
}

/** A step or a pipeline of a package that has only its types and its JavaScript. */
export function isWithoutSource(declaration: ts.Declaration, { analysis: { checker } }: Frame): boolean {
  if (!ts.isVariableDeclaration(declaration) || !declaration.getSourceFile().isDeclarationFile) return false;
  const symbol = checker.getTypeAtLocation(declaration).symbol as ts.Symbol | undefined;
  return symbol !== undefined && CALLABLES.has(symbol.name) && sdkNameOf(symbol) !== undefined;
}

/** True for the SDK's functions that define steps and pipelines. */
export function isDefinition(name: string): boolean {
  return DEFINITIONS.has(name);
}

/** The call that a module-level name is declared with, as in `const train = step(…)`. */
export function declaredCall(
  symbol: ts.Symbol,
): { readonly declaration: ts.Declaration; readonly call: ts.CallExpression } | undefined {
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  const call = declaration === undefined ? undefined : initializerOf(declaration);
  return declaration === undefined || call === undefined || !ts.isCallExpression(call)
    ? undefined
    : { declaration, call };
}

/** The types of what may be called in a pipeline. */
const CALLABLES: ReadonlySet<string> = new Set(["Step", "Pipeline"]);

/** What a pipeline waits with. */
const WAITS: ReadonlySet<string> = new Set(["approve", "sleep"]);

const DEFINITIONS: ReadonlySet<string> = new Set(["step", "pipeline", "container", "python", "manifest"]);

export function initializerOf(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined)
    return skipParentheses(declaration.initializer);
  if (ts.isExportAssignment(declaration)) return skipParentheses(declaration.expression);
  return undefined;
}

/** The function that a declaration names, if it names one. */
export function functionOf(declaration: ts.Declaration): FunctionNode | undefined {
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  const initializer = initializerOf(declaration);
  return initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
    ? initializer
    : undefined;
}

/** True for functions that have to be analysed: they await, or call steps. */
export function isAnalyzed(helper: FunctionNode, frame: Frame): boolean {
  return isAsync(helper) || (helper.body !== undefined && callsSteps(helper.body, frame));
}

export function isAsync(helper: FunctionNode): boolean {
  return helper.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? false;
}

export function skipParentheses(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}
