import { ts } from "ts-morph";
import { definedInBody, unsupportedSyntax } from "../../diagnostics/language.ts";
import { evaluate } from "../visit.ts";
import { type Frame, span } from "../frame.ts";
import { inline } from "../inline.ts";
import { outline } from "../outline.ts";
import { sdkCall } from "../sdk-symbols.ts";
import { callsSteps, isDefinition, isPromiseMethod, refersToSteps, skipParentheses } from "../step-search.ts";
import { ERROR, type FunctionNode, type Value } from "../values.ts";
import { analyzeMap } from "./map-call.ts";
import { analyzePromiseMethod } from "./promise-method.ts";
import { callStep } from "./step-call.ts";

export function analyzeCall(node: ts.CallExpression, frame: Frame): Value {
  const callee = skipParentheses(node.expression);
  const definition = sdkCall(frame.analysis.checker, node);
  if (definition !== undefined && isDefinition(definition)) {
    frame.analysis.report(definedInBody(span(frame, callee), { kind: definition }));
    return ERROR;
  }
  if (isPromiseMethod(callee, frame)) return analyzePromiseMethod(node, callee.name.text, frame);
  if (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) {
    return isAnalyzed(callee, frame)
      ? inline({ node: callee, scope: frame.scope }, argumentsOf(node, frame), node, frame)
      : outline(node, frame);
  }
  if (ts.isIdentifier(callee) || ts.isPropertyAccessExpression(callee)) {
    const called = calleeValue(callee, frame);
    if (called?.kind === "error") return ERROR;
    if (called?.kind === "step") return callStep(called, node, frame);
    if (called?.kind === "closure" && (isAnalyzed(called.node, frame) || takesSteps(node, frame))) {
      return inline(called, argumentsOf(node, frame), node, frame);
    }
  }
  if (ts.isPropertyAccessExpression(callee) && takesSteps(node, frame)) return analyzeArrayMethod(node, callee, frame);
  return outline(node, frame);
}

/** The value of a callee that may be a step or a helper; methods of values are not. */
function calleeValue(callee: ts.Identifier | ts.PropertyAccessExpression, frame: Frame): Value | undefined {
  if (ts.isIdentifier(callee)) return isUserName(callee, frame) ? evaluate(callee, frame) : undefined;
  return refersToSteps(callee, frame) ? evaluate(callee, frame) : undefined;
}

function isUserName(callee: ts.Identifier, frame: Frame): boolean {
  const symbol = frame.analysis.checker.getSymbolAtLocation(callee);
  const resolved =
    symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias
      ? frame.analysis.checker.getAliasedSymbol(symbol)
      : symbol;
  if (resolved === undefined) return false;
  return (
    frame.scope.lookup(resolved) !== undefined ||
    !(resolved.valueDeclaration?.getSourceFile().isDeclarationFile ?? true)
  );
}

function isAnalyzed(helper: FunctionNode, frame: Frame): boolean {
  const isAsync = helper.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  return isAsync || (helper.body !== undefined && callsSteps(helper.body, frame));
}

/** True when an argument is a callback that calls steps. */
function takesSteps(node: ts.CallExpression, frame: Frame): boolean {
  return node.arguments.some((argument) => {
    const callback = skipParentheses(argument);
    if (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) return isAnalyzed(callback, frame);
    return refersToSteps(callback, frame);
  });
}

function argumentsOf(node: ts.CallExpression, frame: Frame): readonly Value[] {
  return node.arguments.map((argument) => evaluate(argument, frame));
}

function analyzeArrayMethod(node: ts.CallExpression, callee: ts.PropertyAccessExpression, frame: Frame): Value {
  if (callee.name.text === "map") return analyzeMap(node, callee, frame);
  const instead = "Write `await Promise.all(xs.map(async (x) => …))` and go on with its array";
  frame.analysis.report(
    unsupportedSyntax(span(frame, callee.name), {
      what: `\`${callee.name.text}\` with a callback that calls steps`,
      instead,
    }),
  );
  return ERROR;
}
