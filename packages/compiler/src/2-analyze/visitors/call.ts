import { ts } from "ts-morph";
import { definedInBody, unsupportedSyntax } from "../../diagnostics/language.ts";
import { evaluate } from "../visit.ts";
import { type Frame, span } from "../frame.ts";
import { inline } from "../inline.ts";
import { outline } from "../outline.ts";
import { mayHoldPromises, takesSteps } from "../promise-search.ts";
import { resolveSymbol, sdkCall } from "../sdk-symbols.ts";
import { isAnalyzed, isDefinition, isPromiseMethod, refersToSteps, skipParentheses } from "../step-search.ts";
import { ERROR, isPlain, type Value } from "../values.ts";
import { analyzeArrayMethod } from "./array-method.ts";
import { analyzeLibraryCall } from "./library-call.ts";
import { analyzeMutatingCall } from "./mutation.ts";
import { callPipeline } from "./pipeline-call.ts";
import { analyzePromiseChain, isPromiseChain } from "./promise-chain.ts";
import { analyzePromiseMethod } from "./promise-method.ts";
import { callStep } from "./step-call.ts";
import { analyzeWait } from "./wait-call.ts";

export function analyzeCall(node: ts.CallExpression, frame: Frame): Value {
  const callee = skipParentheses(node.expression);
  const definition = sdkCall(frame.analysis.checker, node);
  if (definition !== undefined && isDefinition(definition)) {
    frame.analysis.report(definedInBody(span(frame, callee), { kind: definition }));
    return ERROR;
  }
  if (definition === "approve" || definition === "sleep") return analyzeWait(definition, node, frame);
  if (isPromiseMethod(callee, frame)) return analyzePromiseMethod(node, callee.name.text, frame);
  const called = calleeValue(callee, frame);
  if (called?.kind === "error") return ERROR;
  if (called?.kind === "step") return callStep(called, node, frame);
  if (called?.kind === "pipeline") return callPipeline(called.pipeline, node, frame);
  if (called?.kind === "closure") {
    const args = argumentsOf(node, frame);
    if (args === undefined) return outline(node, frame);
    if (isAnalyzed(called.node, frame) || takesSteps(node, frame)) return inline(called, args(), node, frame);
  }
  if (!ts.isPropertyAccessExpression(callee)) return outline(node, frame);
  return (
    analyzeMutatingCall(node, callee, frame) ??
    analyzeLibraryCall(node, callee, frame) ??
    analyzeMethod(node, callee, frame)
  );
}

/** A method of what may hold promises, or one whose callback calls steps. */
function analyzeMethod(node: ts.CallExpression, callee: ts.PropertyAccessExpression, frame: Frame): Value {
  const withSteps = takesSteps(node, frame);
  if (!withSteps && !mayHoldPromises(callee.expression, frame)) return outline(node, frame);
  const receiver = evaluate(callee.expression, frame);
  if (receiver.kind === "error") return ERROR;
  if (receiver.kind === "promise" && isPromiseChain(callee)) return analyzePromiseChain(receiver, node, callee, frame);
  if (!withSteps && isPlain(receiver)) return outline(node, frame, new Map([[callee.expression, receiver]]));
  const known = analyzeArrayMethod(receiver, node, callee, frame);
  return known ?? (withSteps ? refused(callee, frame) : outline(node, frame, new Map([[callee.expression, receiver]])));
}

/** Methods that hand on from one element to the next what the callback gave. */
const IN_TURN: ReadonlySet<string> = new Set(["reduce", "reduceRight"]);

function refused(callee: ts.PropertyAccessExpression, frame: Frame): Value {
  const instead = IN_TURN.has(callee.name.text)
    ? "Write a loop: `let sum = 0; for (const x of xs) sum = await …`"
    : "Write `await Promise.all(xs.map(async (x) => …))` and go on with its array";
  const what = `\`${callee.name.text}\` with a callback that calls steps`;
  frame.analysis.report(unsupportedSyntax(span(frame, callee.name), { what, instead }));
  return ERROR;
}

/** The value of a callee that may be a step or a helper; methods of values are not. */
function calleeValue(callee: ts.Expression, frame: Frame): Value | undefined {
  if (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) return evaluate(callee, frame);
  if (ts.isIdentifier(callee))
    return isUserName(callee, frame) || refersToSteps(callee, frame) ? evaluate(callee, frame) : undefined;
  const isMember = ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee);
  if (isMember && refersToSteps(callee, frame)) return evaluate(callee, frame);
  return undefined;
}

function isUserName(callee: ts.Identifier, frame: Frame): boolean {
  const resolved = resolveSymbol(frame.analysis.checker, callee);
  if (resolved === undefined) return false;
  return (
    frame.scope.lookup(resolved) !== undefined ||
    !(resolved.valueDeclaration?.getSourceFile().isDeclarationFile ?? true)
  );
}

/** The arguments, to be evaluated; nothing where their number is not known. */
function argumentsOf(node: ts.CallExpression, frame: Frame): (() => readonly Value[]) | undefined {
  const spread = node.arguments.find(ts.isSpreadElement);
  if (spread === undefined) return () => node.arguments.map((argument) => evaluate(argument, frame));
  const values = node.arguments.map((argument) =>
    evaluate(ts.isSpreadElement(argument) ? argument.expression : argument, frame),
  );
  if (node.arguments.some((argument, index) => ts.isSpreadElement(argument) && values[index]?.kind !== "array"))
    return undefined;
  return () =>
    values.flatMap((value, index) =>
      ts.isSpreadElement(node.arguments[index] as ts.Expression) && value.kind === "array" ? value.elements : [value],
    );
}
