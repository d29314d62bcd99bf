import type { Diagnostic, Expr, Span } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { mapOfPromises, promiseUsedAsValue, stepUsedAsValue } from "../diagnostics/language.ts";
import { withAwaitFix } from "./await-fix.ts";
import { type Frame, span } from "./frame.ts";
import { arrayExpr, promiseOf } from "./list.ts";
import { partOf } from "./part-of.ts";
import type { Cell } from "./scope.ts";
import { skipParentheses } from "./step-search.ts";
import type { Value } from "./values.ts";

/** The value as an expression; what is no value, such as a promise, is reported at `at`. */
export function toExpr(value: Value, at: ts.Node, frame: Frame, cell?: Cell, path = ""): Expr {
  switch (value.kind) {
    case "expr":
      return value.expr;
    case "array":
      if (isListOfPromises(value.elements) && partOf(at, 0) === at) {
        for (const { settles } of value.elements) for (const id of settles) frame.analysis.settled.add(id);
        return refuse(fixable(mapOfPromises(...quoted(at, path, frame)), at, path, true, frame), frame);
      }
      return {
        kind: "arr",
        elements: value.elements.map((element, index) => ({ value: partExpr(element, index, at, frame, path) })),
      };
    case "object":
      return {
        kind: "obj",
        entries: [...value.entries].map(([key, entry]) => ({ key, value: partExpr(entry, key, at, frame, path) })),
      };
    case "closure":
      return frame.analysis.visit.functionValue(value.node, { ...frame, scope: value.scope }, cell);
    case "promise":
      // One message about a promise is enough: it does not float besides.
      for (const id of value.settles) frame.analysis.settled.add(id);
      return refuse(fixable(promiseUsedAsValue(...quoted(at, path, frame)), at, path, false, frame), frame);
    case "list":
      return listExpr(value, at, frame, path);
    case "step":
    case "pipeline":
      return refuse(stepUsedAsValue(...quoted(at, path, frame)), frame);
    case "error":
      return { kind: "lit" };
  }
}

/** The value as a test asks for it: whether a variable holds a promise is known without waiting. */
export function testExpr(value: Value, at: ts.Node, frame: Frame): Expr {
  return value.kind === "promise" && value.test !== undefined ? value.test : toExpr(value, at, frame);
}

/** A list of plain values, with a part of unknown length; else there are promises in it. */
function listExpr(value: Value & { readonly kind: "list" }, at: ts.Node, frame: Frame, path: string): Expr {
  const promises = value.parts.flatMap((part) => promiseOf(part) ?? []);
  if (promises.length === 0)
    return arrayExpr(
      value.parts,
      (element) => toExpr(element, at, frame),
      ({ values }) => values,
    );
  for (const promise of promises)
    if (promise.kind === "promise") for (const id of promise.settles) frame.analysis.settled.add(id);
  return refuse(fixable(mapOfPromises(...quoted(at, path, frame)), at, path, true, frame), frame);
}

function partExpr(value: Value, key: string | number, at: ts.Node, frame: Frame, path: string): Expr {
  const part = partOf(at, key);
  return toExpr(value, part, frame, undefined, part === at ? `${path}${member(key)}` : "");
}

/** How a part is reached that has no place of its own in the source. */
export function member(key: string | number): string {
  return typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function isListOfPromises(elements: readonly Value[]): elements is readonly (Value & { kind: "promise" })[] {
  return elements.length > 0 && elements.every(({ kind }) => kind === "promise");
}

/** The place and the text of what is wrong, without the casts around it. */
function quoted(at: ts.Node, path: string, frame: Frame): [Span, { readonly text: string }] {
  const node = ts.isExpression(at) ? skipParentheses(at) : at;
  return [span(frame, node), { text: node.getText() + path }];
}

/** What has no place of its own in the source has none for an `await` either. */
function fixable(found: Diagnostic, at: ts.Node, path: string, isList: boolean, frame: Frame): Diagnostic {
  return path === "" ? withAwaitFix(found, at, frame.analysis.root, isList) : found;
}

function refuse(diagnostic: Parameters<Frame["analysis"]["report"]>[0], frame: Frame): Expr {
  frame.analysis.report(diagnostic);
  return { kind: "lit" };
}
