/** Reads the options of a step or pipeline, which must be known when it is compiled. */
import type { Span } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { optionIsLambda, optionNotConstant } from "../diagnostics/source.ts";
import { callConstant } from "./constant-call.ts";
import { type Constant, type ConstantContext, evaluateConstant, isWrittenTo } from "./constants.ts";
import type { Analysis } from "./frame.ts";
import { resolveSymbol, sdkCall } from "./sdk-symbols.ts";
import { spanOf } from "./spans.ts";
import { initializerOf } from "./step-search.ts";

export interface ConstantOptions {
  readonly value: { readonly [option: string]: unknown };
  /** The options that are code: given, but not in `value`. */
  readonly code: readonly string[];
  /** What is written for those of them that are no methods. */
  readonly expressions: { readonly [option: string]: ts.Expression };
  /** Where each option is written, by its path. */
  readonly spans: { readonly [path: string]: Span };
}

/** The options as a plain object; what is not constant is reported at the smallest part that is not. */
export function constantOptions(
  node: ts.Expression,
  analysis: Pick<Analysis, "checker" | "root" | "report">,
  mayBeCode: readonly string[] = [],
): ConstantOptions {
  const spans: { [path: string]: Span } = { "": spanOf(analysis.root, node) };
  const value: { [option: string]: unknown } = {};
  const code: string[] = [];
  const expressions: { [option: string]: ts.Expression } = {};
  collectSpans(node, "", spans, analysis);
  for (const property of optionProperties(node, analysis)) {
    const at = property.node;
    const isCode = mayBeCode.includes(property.name);
    if ("constant" in property) {
      value[property.name] = property.constant;
      continue;
    }
    if (isCode && property.value !== undefined) expressions[property.name] = property.value;
    if (property.value === undefined || (!isCode && isFunction(property.value, analysis))) {
      if (isCode) code.push(property.name);
      else analysis.report(optionIsLambda(spanOf(analysis.root, at), { option: property.name }));
      continue;
    }
    const constant = evaluateConstant(property.value, contextOf(analysis));
    if (constant.known) value[property.name] = constant.value;
    else if (isCode) code.push(property.name);
    else
      analysis.report(
        optionNotConstant(spanOf(analysis.root, constant.blame), {
          text: constant.blame.getText(),
          option: property.name,
        }),
      );
  }
  return { value, code, expressions, spans };
}

function contextOf({ checker }: Pick<Analysis, "checker">): ConstantContext {
  const context: ConstantContext = { checker, knownCall };
  return context;

  function knownCall(
    call: ts.CallExpression,
    evaluate: (inner: ts.Expression) => Constant,
    inside: ConstantContext,
  ): Constant | undefined {
    return sdkCall(checker, call) === "gpu" ? gpuConstant(call, evaluate) : callConstant(call, inside);
  }
}

/** `gpu("nvidia-l4", 2)` as the SDK's own function gives it. */
const gpuConstant: (call: ts.CallExpression, evaluate: (inner: ts.Expression) => Constant) => Constant = (
  call,
  evaluate,
) => {
  const [name, count] = call.arguments;
  if (name === undefined) return { known: false, blame: call };
  const model = evaluate(name);
  if (!model.known) return model;
  const number: Constant = count === undefined ? { known: true, value: 1 } : evaluate(count);
  return number.known ? { known: true, value: { gpu: model.value, count: number.value } } : number;
};

interface OptionProperty {
  readonly name: string;
  /** Absent for a method. */
  readonly value?: ts.Expression;
  /** Where it is a part of a value that was evaluated as a whole. */
  readonly constant?: unknown;
  readonly node: ts.Node;
}

/** The properties of the options object, with spreads of other constant objects opened. */
function optionProperties(
  node: ts.Expression,
  analysis: Pick<Analysis, "checker" | "root" | "report">,
): readonly OptionProperty[] {
  const literal = objectLiteral(node, analysis.checker);
  if (literal === undefined || isChanged(node, analysis)) return evaluatedProperties(node, analysis);
  return literal.properties.flatMap((property): readonly OptionProperty[] => {
    if (ts.isSpreadAssignment(property)) return optionProperties(property.expression, analysis);
    if (ts.isPropertyAssignment(property))
      return [{ name: nameOf(property.name), value: property.initializer, node: property }];
    if (ts.isShorthandPropertyAssignment(property))
      return [{ name: property.name.text, value: property.name, node: property }];
    if (ts.isMethodDeclaration(property)) return [{ name: nameOf(property.name), node: property }];
    const text = property.name.getText();
    analysis.report(optionNotConstant(spanOf(analysis.root, property.name), { text, option: text }));
    return [];
  });
}

/** Whether it is the name of an object that its file changes. */
function isChanged(node: ts.Expression, { checker }: Pick<Analysis, "checker">): boolean {
  if (!ts.isIdentifier(node)) return false;
  const declaration = resolveSymbol(checker, node)?.valueDeclaration;
  return (
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    ts.isIdentifier(declaration.name) &&
    isWrittenTo(declaration.name)
  );
}

/** The properties of `...(LARGE ? { gpu } : {})` and the like, which have no place of their own. */
function evaluatedProperties(
  node: ts.Expression,
  analysis: Pick<Analysis, "checker" | "root" | "report">,
): readonly OptionProperty[] {
  const whole = evaluateConstant(node, contextOf(analysis));
  const isSpread = ts.isSpreadAssignment(node.parent);
  if (whole.known && (isSpread || typeof whole.value === "object"))
    return Object.entries(whole.value ?? {}).map(([name, constant]) => ({ name, constant, node }));
  const blame = whole.known ? node : whole.blame;
  analysis.report(optionNotConstant(spanOf(analysis.root, blame), { text: blame.getText(), option: "options" }));
  return [];
}

/** The names of the options in an object literal that is found there. */
export function optionNames(node: ts.Expression, checker: ts.TypeChecker): readonly string[] {
  const literal = objectLiteral(node, checker);
  return (literal?.properties ?? []).flatMap((property) =>
    ts.isSpreadAssignment(property)
      ? optionNames(property.expression, checker)
      : [property.name === undefined ? "" : nameOf(property.name)],
  );
}

export function objectLiteral(node: ts.Expression, checker: ts.TypeChecker): ts.ObjectLiteralExpression | undefined {
  if (ts.isObjectLiteralExpression(node)) return node;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return objectLiteral(node.expression, checker);
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined;
  const declaration = resolveSymbol(checker, ts.isIdentifier(node) ? node : node.name)?.valueDeclaration;
  const initializer =
    declaration === undefined
      ? undefined
      : ts.isPropertyAssignment(declaration)
        ? declaration.initializer
        : initializerOf(declaration);
  return initializer === undefined ? undefined : objectLiteral(initializer, checker);
}

export function nameOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)
    ? name.text
    : name.getText();
}

function isFunction(node: ts.Expression, analysis: Pick<Analysis, "checker">): boolean {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return true;
  if (!ts.isIdentifier(node)) return false;
  const declaration = resolveSymbol(analysis.checker, node)?.valueDeclaration;
  if (declaration === undefined) return false;
  const initializer = initializerOf(declaration);
  return (
    ts.isFunctionDeclaration(declaration) ||
    (initializer !== undefined && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)))
  );
}

function collectSpans(
  node: ts.Expression,
  prefix: string,
  spans: { [path: string]: Span },
  analysis: Pick<Analysis, "checker" | "root">,
): void {
  const literal = objectLiteral(node, analysis.checker);
  if (literal === undefined) return;
  for (const property of literal.properties) {
    if (ts.isSpreadAssignment(property)) {
      collectSpans(property.expression, prefix, spans, analysis);
      continue;
    }
    if (property.name === undefined) continue;
    const path = prefix === "" ? nameOf(property.name) : `${prefix}.${nameOf(property.name)}`;
    spans[path] = spanOf(analysis.root, property);
    if (ts.isPropertyAssignment(property)) collectInnerSpans(property.initializer, path, spans, analysis);
  }
}

function collectInnerSpans(
  node: ts.Expression,
  path: string,
  spans: { [path: string]: Span },
  analysis: Pick<Analysis, "checker" | "root">,
): void {
  if (ts.isObjectLiteralExpression(node)) collectSpans(node, path, spans, analysis);
  if (!ts.isArrayLiteralExpression(node)) return;
  for (const [index, element] of node.elements.entries()) {
    // Behind a spread nobody knows an element's index.
    if (ts.isSpreadElement(element)) return;
    spans[`${path}.${index}`] = spanOf(analysis.root, element);
    collectInnerSpans(element, `${path}.${index}`, spans, analysis);
  }
}
