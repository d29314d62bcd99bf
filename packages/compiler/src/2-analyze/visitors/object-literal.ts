import type { Expr, ObjectEntry } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { unsupportedSyntax } from "../../diagnostics/language.ts";
import { evaluate } from "../visit.ts";
import { type Frame, span } from "../frame.ts";
import { toExpr } from "../to-expr.ts";
import { constantOf, ERROR, exprValue, type Value } from "../values.ts";
import { analyzeIdentifier } from "./identifier.ts";

type Entry =
  | { readonly at: ts.Node; readonly key: string | Expr; readonly value: Value }
  | { readonly at: ts.Node; readonly spread: Value };

export function analyzeObjectLiteral(node: ts.ObjectLiteralExpression, frame: Frame): Value {
  const entries: Entry[] = [];
  for (const property of node.properties) {
    const entry = analyzeEntry(property, frame);
    if (entry === undefined) return ERROR;
    entries.push(entry);
  }
  return knownObject(entries) ?? exprValue({ kind: "obj", entries: entries.map((entry) => entryExpr(entry, frame)) });
}

function analyzeEntry(property: ts.ObjectLiteralElementLike, frame: Frame): Entry | undefined {
  if (ts.isSpreadAssignment(property)) return { at: property.expression, spread: evaluate(property.expression, frame) };
  if (ts.isShorthandPropertyAssignment(property))
    return { at: property, key: property.name.text, value: analyzeIdentifier(property.name, frame) };
  if (ts.isPropertyAssignment(property)) {
    return { at: property.initializer, key: keyOf(property.name, frame), value: evaluate(property.initializer, frame) };
  }
  frame.analysis.report(
    unsupportedSyntax(span(frame, property), { what: "a method or accessor", instead: "Write `key: value`" }),
  );
  return undefined;
}

function keyOf(name: ts.PropertyName, frame: Frame): string | Expr {
  if (!ts.isComputedPropertyName(name)) return (name as ts.Identifier | ts.StringLiteral | ts.NumericLiteral).text;
  const key = evaluate(name.expression, frame);
  const constant = constantOf(key)?.value;
  return typeof constant === "string" || typeof constant === "number"
    ? String(constant)
    : toExpr(key, name.expression, frame);
}

/** The object with its shape known, unless a spread or a computed key hides it. */
function knownObject(entries: readonly Entry[]): Value | undefined {
  const known = new Map<string, Value>();
  for (const entry of entries) {
    if ("spread" in entry) {
      if (entry.spread.kind !== "object") return undefined;
      for (const [key, value] of entry.spread.entries) known.set(key, value);
    } else if (typeof entry.key === "string" && entry.key !== "__proto__") known.set(entry.key, entry.value);
    else return undefined;
  }
  return { kind: "object", entries: known };
}

function entryExpr(entry: Entry, frame: Frame): ObjectEntry {
  return "spread" in entry
    ? { spread: toExpr(entry.spread, entry.at, frame) }
    : { key: entry.key, value: toExpr(entry.value, entry.at, frame) };
}
