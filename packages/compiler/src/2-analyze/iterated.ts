/** What iterating over a value gives: the characters of a string, the elements of an array, whatever else gives some. */
import { ts } from "ts-morph";
import type { Frame } from "./frame.ts";
import { pendingUntilRead } from "./members.ts";
import { typeTakenApart } from "./pattern-type.ts";
import { constantOf, literal, type Value } from "./values.ts";

/** `at`: an expression, or the pattern that takes the value apart: its type says what is iterated. Values whose elements are known stay as they are. */
export function iterated(value: Value, at: ts.Node, frame: Frame): Value {
  if (value.kind !== "expr") return value;
  const constant = constantOf(value)?.value;
  if (typeof constant === "string") return { kind: "array", elements: [...constant].map(literal) };
  if (Array.isArray(constant) || isArrayType(typeTakenApart(at, frame), frame)) return value;
  return pendingUntilRead("(([...all]: any) => all)(value)", value.expr, at, frame);
}

function isArrayType(type: ts.Type | undefined, frame: Frame): boolean {
  if (type === undefined) return false;
  if (type.isUnion()) return type.types.every((one) => isArrayType(one, frame));
  const { checker } = frame.analysis;
  const known = checker.getBaseConstraintOfType(type) ?? type;
  return checker.isArrayType(known) || checker.isTupleType(known);
}
