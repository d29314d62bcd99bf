/** What pure code may say, and whether it can throw. */
import { ts } from "ts-morph";
import { mutation, notDeterministic, unsupportedSyntax } from "../diagnostics/language.ts";
import { type Frame, span } from "./frame.ts";
import { resolveSymbol } from "./sdk-symbols.ts";

const IMPURE_GLOBALS = new Set([
  "process",
  "fetch",
  "crypto",
  "performance",
  "console",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "globalThis",
  "require",
  "Worker",
  "WebSocket",
  "XMLHttpRequest",
  "navigator",
]);
const IMPURE_MEMBERS = new Set(["Math.random", "Date.now"]);
const MUTATORS = new Set(["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"]);

/** Reports what must not be in code that is evaluated wherever it is needed, perhaps more than once. */
export function checkPurity(node: ts.Node, frame: Frame): void {
  const { report } = frame.analysis;
  const visit = (inner: ts.Node): void => {
    const impure = impureText(inner, frame);
    if (impure !== undefined) {
      report(notDeterministic(span(frame, inner), { text: impure }));
      return;
    }
    const mutated = mutatedVariable(inner, frame);
    if (mutated) report(mutation(span(frame, inner), { text: inner.getText() }));
    if (inner.kind === ts.SyntaxKind.ThisKeyword || ts.isYieldExpression(inner)) {
      report(
        unsupportedSyntax(span(frame, inner), {
          what: `\`${inner.getText()}\``,
          instead: "Write an ordinary function of its arguments",
        }),
      );
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
}

function impureText(node: ts.Node, frame: Frame): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText();
    return IMPURE_MEMBERS.has(text) && isFree(node.expression, frame) ? text : undefined;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && (node.arguments?.length ?? 0) === 0)
    return "new Date()";
  if (!ts.isIdentifier(node) || !IMPURE_GLOBALS.has(node.text) || isPropertyName(node)) return undefined;
  return isFree(node, frame) ? node.text : undefined;
}

/** True for names of the environment, as opposed to the user's own of the same spelling. */
function isFree(node: ts.Node, frame: Frame): boolean {
  const declarations = resolveSymbol(frame.analysis.checker, node)?.declarations ?? [];
  return declarations.every((declaration) => declaration.getSourceFile().isDeclarationFile);
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node) ||
    ts.isTypeNode(parent)
  );
}

/** Assignment to, or a mutating method on, a variable of the pipeline body. */
function mutatedVariable(node: ts.Node, frame: Frame): boolean {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return isBodyVariable(node.left, frame);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const changes = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return changes && isBodyVariable(node.operand, frame);
  }
  if (ts.isDeleteExpression(node)) return isBodyVariable(node.expression, frame);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  if (node.expression.getText() === "Object.assign")
    return node.arguments[0] !== undefined && isBodyVariable(node.arguments[0], frame);
  return MUTATORS.has(node.expression.name.text) && isBodyVariable(node.expression.expression, frame);
}

export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** True when `node` is a variable of the body, or a property of one: what pure code makes itself it may change. */
function isBodyVariable(node: ts.Node, frame: Frame): boolean {
  let target = node;
  while (
    ts.isPropertyAccessExpression(target) ||
    ts.isElementAccessExpression(target) ||
    ts.isParenthesizedExpression(target) ||
    ts.isNonNullExpression(target) ||
    ts.isAsExpression(target)
  ) {
    target = target.expression;
  }
  if (!ts.isIdentifier(target)) return false;
  const symbol = resolveSymbol(frame.analysis.checker, target);
  if (symbol === undefined) return false;
  return frame.scope.lookup(symbol) !== undefined || isModuleLevel(symbol);
}

function isModuleLevel(symbol: ts.Symbol): boolean {
  const list = symbol.valueDeclaration?.parent;
  return (
    list !== undefined &&
    ts.isVariableDeclarationList(list) &&
    ts.isVariableStatement(list.parent) &&
    ts.isSourceFile(list.parent.parent)
  );
}

const TOTAL_METHODS = new Set([
  "map",
  "filter",
  "some",
  "every",
  "find",
  "findIndex",
  "findLast",
  "includes",
  "indexOf",
  "lastIndexOf",
  "slice",
  "concat",
  "join",
  "flat",
  "flatMap",
  "at",
  "toSorted",
  "toReversed",
  "sort",
  "reverse",
  "entries",
  "keys",
  "values",
  "trim",
  "trimStart",
  "trimEnd",
  "toUpperCase",
  "toLowerCase",
  "startsWith",
  "endsWith",
  "split",
  "replace",
  "replaceAll",
  "padStart",
  "padEnd",
  "substring",
  "charAt",
  "charCodeAt",
  "toString",
  "forEach",
]);
const TOTAL_OBJECTS = new Set(["Math", "Number", "String", "Boolean", "Array", "Object"]);

/**
 * True unless the code cannot throw whatever JSON of its declared type it gets. Type-checked property access on step
 * results does not count; calls of unknown functions, `reduce` without a start, `!` and casts do.
 */
export function mayThrow(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) {
    const callee = node.expression;
    if (!ts.isPropertyAccessExpression(callee)) {
      if (!(ts.isIdentifier(callee) && TOTAL_OBJECTS.has(callee.text))) return true;
    } else if (ts.isIdentifier(callee.expression) && TOTAL_OBJECTS.has(callee.expression.text)) {
      // A method of Math, Number, … on values of the right type.
    } else if (callee.name.text === "reduce" || callee.name.text === "reduceRight") {
      if (node.arguments.length < 2) return true;
    } else if (!TOTAL_METHODS.has(callee.name.text)) return true;
  }
  if (
    ts.isNewExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isThrowStatement(node)
  )
    return true;
  if (ts.isAsExpression(node) && node.type.getText() !== "const") return true;
  if (
    ts.isElementAccessExpression(node) &&
    ts.isPropertyAccessExpression(node.parent) &&
    node.parent.questionDotToken === undefined
  )
    return true;
  if (
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.InKeyword || node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword)
  )
    return true;
  return ts.forEachChild(node, (child) => mayThrow(child)) ?? false;
}
