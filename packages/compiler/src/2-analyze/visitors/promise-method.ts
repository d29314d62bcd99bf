import type { ts } from "ts-morph";
import { unsupportedSyntax } from "../../diagnostics/language.ts";
import { evaluate } from "../visit.ts";
import { type Frame, span } from "../frame.ts";
import { ERROR, exprValue, UNDEFINED, type Value } from "../values.ts";

export function analyzePromiseMethod(node: ts.CallExpression, method: string, frame: Frame): Value {
  const [argument] = node.arguments;
  if (method === "all" && argument !== undefined) return all(evaluate(argument, frame), argument, frame);
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
      return { kind: "promise", value: { kind: "array", elements }, settles: [...new Set(settles)] };
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
      frame.analysis.report(
        unsupportedSyntax(span(frame, argument), {
          what: "`Promise.all` of this",
          instead: "Give it an array of promises",
        }),
      );
      return ERROR;
  }
}

const INSTEAD = new Map([
  ["race", "Await what you need; a pipeline cannot leave steps running behind it"],
  ["any", "Await what you need; a pipeline cannot leave steps running behind it"],
  ["allSettled", "Return errors from the step as values, and use `Promise.all`"],
  ["reject", "Throw inside a step"],
]);
