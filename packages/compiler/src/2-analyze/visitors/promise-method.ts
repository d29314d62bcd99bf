import type { Expr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { unsupportedSyntax } from "../../diagnostics/language.ts";
import { evaluate } from "../visit.ts";
import { branchValue } from "../branch.ts";
import { firstThrown } from "../completion.ts";
import { rejections } from "../throwing.ts";
import { toExpr } from "../to-expr.ts";
import { type Frame, softened, span } from "../frame.ts";
import { ERROR, exprValue, UNDEFINED, type Value } from "../values.ts";

export function analyzePromiseMethod(node: ts.CallExpression, method: string, frame: Frame): Value {
  const [argument] = node.arguments;
  if (method === "all" && argument !== undefined) return all(evaluate(argument, frame), argument, frame);
  if (method === "allSettled" && argument !== undefined)
    return allSettled(evaluate(argument, softened(frame)), argument, softened(frame));
  if (method === "resolve") {
    const value = argument === undefined ? UNDEFINED : evaluate(argument, frame);
    return value.kind === "promise" ? value : { kind: "promise", value, settles: [] };
  }
  const instead = INSTEAD.get(method) ?? "Use `Promise.all`";
  frame.analysis.report(unsupportedSyntax(span(frame, node.expression), { what: `\`Promise.${method}\``, instead }));
  return ERROR;
}

/** One promise of all values, in the order of the array. */
function all(value: Value, argument: ts.Expression, frame: Frame): Value {
  switch (value.kind) {
    case "array": {
      const settles = value.elements.flatMap((element) => (element.kind === "promise" ? element.settles : []));
      const elements = value.elements.map((element) => (element.kind === "promise" ? element.value : element));
      return {
        kind: "promise",
        value: { kind: "array", elements },
        settles: [...new Set(settles)],
        parts: value.elements,
      };
    }
    case "mapped":
      return { kind: "promise", value: exprValue({ kind: "out", node: value.node }), settles: [value.node] };
    case "expr":
      return { kind: "promise", value, settles: [] };
    case "error":
      return ERROR;
    case "promise":
    case "object":
    case "closure":
    case "step":
      return refused(argument, "all", frame);
  }
}

/** How each promise ended; none of them can fail the whole. */
function allSettled(value: Value, argument: ts.Expression, frame: Frame): Value {
  switch (value.kind) {
    case "array": {
      const elements = value.elements.map((element) => outcome(element, argument, frame));
      const settles = value.elements.flatMap((element) => (element.kind === "promise" ? element.settles : []));
      return { kind: "promise", value: { kind: "array", elements }, settles: [...new Set(settles)], rejects: [] };
    }
    case "mapped":
      frame.analysis.soft.add(value.node);
      return {
        kind: "promise",
        value: exprValue({ kind: "settled", node: value.node }),
        settles: [value.node],
        rejects: [],
      };
    case "error":
      return ERROR;
    case "expr":
    case "promise":
    case "object":
    case "closure":
    case "step":
      return refused(argument, "allSettled", frame);
  }
}

/** `{ status, value }` or `{ status, reason }`. */
function outcome(element: Value, argument: ts.Expression, frame: Frame): Value {
  const fulfilled = exprValue(
    record({
      status: { kind: "lit", value: "fulfilled" },
      value: toExpr(element.kind === "promise" ? element.value : element, argument, frame),
    }),
  );
  const thrown = firstThrown(rejections(element, argument, frame), (error) => toExpr(error, argument, frame));
  if (thrown === undefined) return fulfilled;
  const reason: Expr = { kind: "caught", of: toExpr(thrown.value, argument, frame) };
  const rejected = exprValue(record({ status: { kind: "lit", value: "rejected" }, reason }));
  return branchValue(
    frame,
    thrown.when,
    argument,
    () => rejected,
    () => fulfilled,
  );
}

function record(entries: { readonly [key: string]: Expr }): Expr {
  return { kind: "obj", entries: Object.entries(entries).map(([key, value]) => ({ key, value })) };
}

function refused(argument: ts.Expression, method: string, frame: Frame): Value {
  frame.analysis.report(
    unsupportedSyntax(span(frame, argument), {
      what: `\`Promise.${method}\` of this`,
      instead: "Give it an array of promises",
    }),
  );
  return ERROR;
}

const INSTEAD = new Map([
  ["race", "Await what you need; a pipeline cannot leave steps running behind it"],
  ["any", "Await what you need; a pipeline cannot leave steps running behind it"],
  ["reject", "Throw inside a step"],
]);
