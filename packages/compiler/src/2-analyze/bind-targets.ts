/** Destructuring that assigns: `[a, b] = [b, a]` and `({ id: a } = user)`. */
import { ts } from "ts-morph";
import { restOfArray, restOfObject, unlessUndefined } from "./bind-pattern.ts";
import type { Frame } from "./frame.ts";
import { iterated } from "./iterated.ts";
import { elementOf, propertyOf } from "./members.ts";
import { exprValue, type Value } from "./values.ts";
import { evaluate } from "./visit.ts";

type Assign = (target: ts.Expression, value: Value, frame: Frame) => void;

export function bindTargets(
  pattern: ts.ArrayLiteralExpression | ts.ObjectLiteralExpression,
  value: Value,
  frame: Frame,
  assign: Assign,
): void {
  if (ts.isObjectLiteralExpression(pattern)) bindObject(pattern, value, frame, assign);
  else bindArray(pattern, value, frame, assign);
}

function bindArray(pattern: ts.ArrayLiteralExpression, given: Value, frame: Frame, assign: Assign): void {
  const value = iterated(given, pattern, frame);
  for (const [index, element] of pattern.elements.entries()) {
    if (ts.isOmittedExpression(element)) continue;
    if (ts.isSpreadElement(element)) assign(element.expression, restOfArray(value, index, pattern, frame), frame);
    else bindOne(element, elementOf(value, exprValue({ kind: "lit", value: index }), element, frame), frame, assign);
  }
}

function bindObject(pattern: ts.ObjectLiteralExpression, value: Value, frame: Frame, assign: Assign): void {
  const taken: string[] = [];
  for (const property of pattern.properties) {
    if (ts.isSpreadAssignment(property)) {
      assign(property.expression, restOfObject(value, taken, pattern, frame), frame);
    } else if (ts.isShorthandPropertyAssignment(property)) {
      taken.push(property.name.text);
      const found = propertyOf(value, property.name.text, false, property, frame);
      assign(property.name, unlessUndefined(found, property.objectAssignmentInitializer, property, frame), frame);
    } else if (ts.isPropertyAssignment(property)) {
      bindOne(property.initializer, keyed(property.name, value, taken, frame), frame, assign);
    }
  }
}

function keyed(name: ts.PropertyName, value: Value, taken: string[], frame: Frame): Value {
  if (ts.isComputedPropertyName(name)) return elementOf(value, evaluate(name.expression, frame), name, frame);
  const key = (name as ts.Identifier | ts.StringLiteral | ts.NumericLiteral).text;
  taken.push(key);
  return propertyOf(value, key, false, name, frame);
}

/** A target, perhaps with a default. */
function bindOne(target: ts.Expression, value: Value, frame: Frame, assign: Assign): void {
  const hasDefault = ts.isBinaryExpression(target) && target.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (!hasDefault) return assign(target, value, frame);
  assign(target.left, unlessUndefined(value, target.right, target, frame), frame);
}
