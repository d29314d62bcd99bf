import { ts } from "ts-morph";
import { evaluate } from "../visit.ts";
import type { Frame } from "../frame.ts";
import { elementOf, propertyOf } from "../members.ts";
import { outline } from "../outline.ts";
import { resolveSymbol } from "../sdk-symbols.ts";
import type { Value } from "../values.ts";
import { moduleValue } from "./identifier.ts";

export function analyzePropertyAccess(node: ts.PropertyAccessExpression, frame: Frame): Value {
  const member = namespaceMember(node, frame);
  if (member !== undefined) return moduleValue(member, node, frame);
  if (isEnumMember(node, frame) || isDeepChain(node)) return outline(node, frame);
  if (isLibrary(node.expression, frame)) return outline(node, frame);
  return propertyOf(evaluate(node.expression, frame), node.name.text, node.questionDotToken !== undefined, node, frame);
}

export function analyzeElementAccess(node: ts.ElementAccessExpression, frame: Frame): Value {
  if (isDeepChain(node)) return outline(node, frame);
  const object = evaluate(node.expression, frame);
  return elementOf(object, evaluate(node.argumentExpression, frame), node, frame, node.questionDotToken !== undefined);
}

/** `steps.train` where `steps` is a namespace, perhaps a member of another: a module-level name of another file. */
function namespaceMember({ expression, name }: ts.PropertyAccessExpression, frame: Frame): ts.Symbol | undefined {
  const isMember = ts.isPropertyAccessExpression(expression);
  if (!isMember && !ts.isIdentifier(expression)) return undefined;
  const { checker } = frame.analysis;
  const object = resolveSymbol(checker, isMember ? expression.name : expression);
  if (object === undefined || (object.flags & ts.SymbolFlags.ValueModule) === 0) return undefined;
  return resolveSymbol(checker, name);
}

function isEnumMember(node: ts.PropertyAccessExpression, frame: Frame): boolean {
  const symbol = resolveSymbol(frame.analysis.checker, node.name);
  return symbol !== undefined && (symbol.flags & ts.SymbolFlags.EnumMember) !== 0;
}

/** `a?.b.c` ends as a whole where `a` is missing, so it stays one piece of code. */
function isDeepChain(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
  return (node.flags & ts.NodeFlags.OptionalChain) !== 0 && (node.expression.flags & ts.NodeFlags.OptionalChain) !== 0;
}

/** `Math.PI`: a property of what no declaration of the user holds. */
function isLibrary(node: ts.Expression, frame: Frame): boolean {
  if (!ts.isIdentifier(node)) return false;
  const symbol = resolveSymbol(frame.analysis.checker, node);
  if (symbol === undefined || frame.scope.lookup(symbol) !== undefined) return false;
  return symbol.declarations?.every((declaration) => declaration.getSourceFile().isDeclarationFile) ?? false;
}
