/** Values that the source alone decides: literals, module-level constants, enums, spreads, templates, arithmetic. */
import type { Json } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { resolveSymbol } from "./sdk-symbols.ts";

export type Constant =
  | { readonly known: true; readonly value: unknown }
  /** `blame` is the smallest part that is not constant. */
  | { readonly known: false; readonly blame: ts.Expression };

/** Evaluates calls that the caller knows, such as `gpu("nvidia-l4")`. */
export type KnownCall = (
  node: ts.CallExpression,
  evaluate: (node: ts.Expression) => Constant,
  context: ConstantContext,
) => Constant | undefined;

export interface ConstantContext {
  readonly checker: ts.TypeChecker;
  readonly knownCall?: KnownCall;
  /** What parameters and constants of helpers hold that are being followed, and how many lie in each other. */
  readonly bound?: ReadonlyMap<ts.Symbol, unknown>;
  readonly depth?: number;
}

export function evaluateConstant(node: ts.Expression, context: ConstantContext): Constant {
  const evaluate = (inner: ts.Expression): Constant => evaluateConstant(inner, context);
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node)
  ) {
    return evaluate(node.expression);
  }
  if (ts.isStringLiteralLike(node)) return known(node.text);
  if (ts.isNumericLiteral(node)) return known(Number(node.text.replaceAll("_", "")));
  if (node.kind === ts.SyntaxKind.TrueKeyword) return known(true);
  if (node.kind === ts.SyntaxKind.FalseKeyword) return known(false);
  if (node.kind === ts.SyntaxKind.NullKeyword) return known(null);
  if (ts.isIdentifier(node) && node.text === "undefined") return known(undefined);
  if (ts.isArrayLiteralExpression(node)) return arrayConstant(node, evaluate);
  if (ts.isObjectLiteralExpression(node)) return objectConstant(node, evaluate, context);
  if (ts.isTemplateExpression(node)) return templateConstant(node, evaluate);
  if (ts.isPrefixUnaryExpression(node)) return unaryConstant(node, evaluate);
  if (ts.isBinaryExpression(node)) return binaryConstant(node, evaluate);
  if (ts.isConditionalExpression(node)) {
    const test = evaluate(node.condition);
    return test.known ? evaluate(test.value ? node.whenTrue : node.whenFalse) : test;
  }
  if (ts.isCallExpression(node)) return context.knownCall?.(node, evaluate, context) ?? unknown(node);
  if (ts.isPropertyAccessExpression(node)) return propertyConstant(node, evaluate, context);
  if (ts.isElementAccessExpression(node)) {
    const index = evaluate(node.argumentExpression);
    return index.known ? member(evaluate(node.expression), index.value as string, node) : index;
  }
  if (ts.isIdentifier(node)) return nameConstant(node, context);
  return unknown(node);
}

/** The constant as JSON, or nothing when it holds what JSON cannot. */
export function asJson(value: unknown): { readonly json: Json | undefined } | undefined {
  if (value === undefined) return { json: undefined };
  const text = JSON.stringify(value);
  return text === undefined || !sameShape(value, JSON.parse(text)) ? undefined : { json: JSON.parse(text) as Json };
}

function sameShape(value: unknown, copy: unknown): boolean {
  if (typeof value !== "object" || value === null) return Object.is(value, copy);
  if (typeof copy !== "object" || copy === null) return false;
  const keys = Object.keys(value);
  return (
    keys.length === Object.keys(copy).length &&
    keys.every((key) => sameShape((value as Record<string, unknown>)[key], (copy as Record<string, unknown>)[key]))
  );
}

const known = (value: unknown): Constant => ({ known: true, value });
const unknown = (blame: ts.Expression): Constant => ({ known: false, blame });

function arrayConstant(node: ts.ArrayLiteralExpression, evaluate: (node: ts.Expression) => Constant): Constant {
  const result: unknown[] = [];
  for (const element of node.elements) {
    const value = evaluate(ts.isSpreadElement(element) ? element.expression : element);
    if (!value.known) return value;
    if (!ts.isSpreadElement(element)) result.push(value.value);
    else if (Array.isArray(value.value)) result.push(...(value.value as unknown[]));
    else return unknown(element.expression);
  }
  return known(result);
}

function objectConstant(
  node: ts.ObjectLiteralExpression,
  evaluate: (node: ts.Expression) => Constant,
  context: ConstantContext,
): Constant {
  const result: Record<string, unknown> = {};
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = evaluate(property.expression);
      if (!spread.known) return spread;
      Object.assign(result, spread.value);
      continue;
    }
    if (ts.isShorthandPropertyAssignment(property)) {
      const value = nameConstant(property.name, context);
      if (!value.known) return value;
      result[property.name.text] = value.value;
      continue;
    }
    if (!ts.isPropertyAssignment(property)) return unknown(property.name as unknown as ts.Expression);
    const key = propertyKey(property.name, evaluate);
    if (typeof key !== "string") return key;
    const value = evaluate(property.initializer);
    if (!value.known) return value;
    result[key] = value.value;
  }
  return known(result);
}

function propertyKey(name: ts.PropertyName, evaluate: (node: ts.Expression) => Constant): string | Constant {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return unknown(name);
  const key = evaluate(name.expression);
  return key.known ? String(key.value) : key;
}

function templateConstant(node: ts.TemplateExpression, evaluate: (node: ts.Expression) => Constant): Constant {
  let text = node.head.text;
  for (const part of node.templateSpans) {
    const value = evaluate(part.expression);
    if (!value.known) return value;
    text += String(value.value) + part.literal.text;
  }
  return known(text);
}

function unaryConstant(node: ts.PrefixUnaryExpression, evaluate: (node: ts.Expression) => Constant): Constant {
  const operand = evaluate(node.operand);
  if (!operand.known) return operand;
  switch (node.operator) {
    case ts.SyntaxKind.ExclamationToken:
      return known(!operand.value);
    case ts.SyntaxKind.MinusToken:
      return known(-(operand.value as number));
    case ts.SyntaxKind.PlusToken:
      return known(Number(operand.value));
    default:
      return unknown(node);
  }
}

function binaryConstant(node: ts.BinaryExpression, evaluate: (node: ts.Expression) => Constant): Constant {
  const left = evaluate(node.left);
  if (!left.known) return left;
  const right = evaluate(node.right);
  if (!right.known) return right;
  const a = left.value as number;
  const b = right.value as number;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.PlusToken:
      return known(a + b);
    case ts.SyntaxKind.MinusToken:
      return known(a - b);
    case ts.SyntaxKind.AsteriskToken:
      return known(a * b);
    case ts.SyntaxKind.SlashToken:
      return known(a / b);
    case ts.SyntaxKind.PercentToken:
      return known(a % b);
    case ts.SyntaxKind.AsteriskAsteriskToken:
      return known(a ** b);
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
      return known(left.value === right.value);
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
      return known(left.value !== right.value);
    case ts.SyntaxKind.LessThanToken:
      return known(a < b);
    case ts.SyntaxKind.LessThanEqualsToken:
      return known(a <= b);
    case ts.SyntaxKind.GreaterThanToken:
      return known(a > b);
    case ts.SyntaxKind.GreaterThanEqualsToken:
      return known(a >= b);
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return known(left.value && right.value);
    case ts.SyntaxKind.BarBarToken:
      return known(left.value || right.value);
    case ts.SyntaxKind.QuestionQuestionToken:
      return known(left.value ?? right.value);
    default:
      return unknown(node);
  }
}

function propertyConstant(
  node: ts.PropertyAccessExpression,
  evaluate: (node: ts.Expression) => Constant,
  context: ConstantContext,
): Constant {
  const symbol = resolveSymbol(context.checker, node.name);
  const declaration = symbol?.valueDeclaration;
  if (declaration !== undefined && ts.isEnumMember(declaration)) {
    const value = context.checker.getConstantValue(declaration);
    return value === undefined ? unknown(node) : known(value);
  }
  // A member of a namespace import is a module-level name of another file.
  if (declaration !== undefined && ts.isVariableDeclaration(declaration))
    return declaredConstant(declaration, node, context);
  return member(evaluate(node.expression), node.name.text, node);
}

function member(object: Constant, key: string, node: ts.Expression): Constant {
  if (!object.known) return object;
  const value = object.value as Record<string, unknown> | undefined | null;
  return value === undefined || value === null || !Object.hasOwn(value, key) ? unknown(node) : known(value[key]);
}

function nameConstant(node: ts.Identifier, context: ConstantContext): Constant {
  const isShorthand = ts.isShorthandPropertyAssignment(node.parent);
  const symbol = isShorthand
    ? context.checker.getShorthandAssignmentValueSymbol(node.parent)
    : resolveSymbol(context.checker, node);
  if (symbol !== undefined && context.bound?.has(symbol) === true) return known(context.bound.get(symbol));
  const declaration = isShorthand ? resolveSymbol(context.checker, node)?.valueDeclaration : symbol?.valueDeclaration;
  return declaration !== undefined && ts.isVariableDeclaration(declaration)
    ? declaredConstant(declaration, node, context)
    : unknown(node);
}

/** A module-level const; what a `const` array or object holds may change, so one that is written to anywhere is not known. */
function declaredConstant(
  declaration: ts.VariableDeclaration,
  blame: ts.Expression,
  context: ConstantContext,
): Constant {
  const list = declaration.parent;
  const isModuleConst =
    ts.isVariableDeclarationList(list) &&
    (list.flags & ts.NodeFlags.Const) !== 0 &&
    ts.isVariableStatement(list.parent) &&
    ts.isSourceFile(list.parent.parent);
  if (!isModuleConst || declaration.initializer === undefined || !ts.isIdentifier(declaration.name))
    return unknown(blame);
  if (isWrittenTo(declaration.name)) return unknown(blame);
  const value = evaluateConstant(declaration.initializer, context);
  return value.known ? value : unknown(blame);
}

const MUTATORS = new Set(["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"]);

/** Whether its file changes what a `const` holds. */
export function isWrittenTo(name: ts.Identifier): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node) && node.text === name.text && node !== name && writes(node)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(name.getSourceFile());
}

function writes(node: ts.Identifier): boolean {
  let target: ts.Node = node;
  while (
    (ts.isPropertyAccessExpression(target.parent) || ts.isElementAccessExpression(target.parent)) &&
    target.parent.expression === target
  ) {
    target = target.parent;
  }
  const { parent } = target;
  if (
    ts.isBinaryExpression(parent) &&
    parent.left === target &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  )
    return true;
  if (ts.isDeleteExpression(parent)) return true;
  if (
    ts.isCallExpression(parent) &&
    parent.expression === target &&
    ts.isPropertyAccessExpression(target) &&
    MUTATORS.has(target.name.text)
  )
    return true;
  return (
    ts.isCallExpression(parent) &&
    parent.arguments[0] === target &&
    ts.isPropertyAccessExpression(parent.expression) &&
    parent.expression.getText() === "Object.assign"
  );
}
