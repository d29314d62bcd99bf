import type { ts } from "ts-morph";
import { unsupportedSyntax } from "../../diagnostics/language.ts";
import { ALWAYS } from "../completion.ts";
import { evaluate } from "../visit.ts";
import { type Frame, softened, span } from "../frame.ts";
import { isArrayValue } from "../list.ts";
import { outlineThrow } from "../outline.ts";
import { allOf, outcomesOf } from "../promises.ts";
import { ERROR, UNDEFINED, type Value } from "../values.ts";

export function analyzePromiseMethod(node: ts.CallExpression, method: string, frame: Frame): Value {
  const [argument] = node.arguments;
  switch (method) {
    case "all":
      return argument === undefined ? ERROR : all(evaluate(argument, frame), argument, frame);
    case "allSettled":
      return argument === undefined ? ERROR : allSettled(evaluate(argument, softened(frame)), argument, frame);
    case "resolve": {
      const value = argument === undefined ? UNDEFINED : evaluate(argument, frame);
      return value.kind === "promise" ? value : { kind: "promise", value, settles: [] };
    }
    case "reject":
      return reject(argument, frame);
  }
  const instead = INSTEAD.get(method) ?? "Use `Promise.all`";
  frame.analysis.report(unsupportedSyntax(span(frame, node.expression), { what: `\`Promise.${method}\``, instead }));
  return ERROR;
}

function all(value: Value, argument: ts.Expression, frame: Frame): Value {
  if (value.kind === "error") return ERROR;
  if (value.kind === "expr") return { kind: "promise", value, settles: [] };
  return isArrayValue(value) ? allOf(value, argument, frame) : refused(argument, "all", frame);
}

function allSettled(value: Value, argument: ts.Expression, frame: Frame): Value {
  if (value.kind === "error") return ERROR;
  if (value.kind === "expr")
    return outcomesOf({ kind: "list", parts: [{ kind: "values", array: value.expr }] }, argument, frame);
  return isArrayValue(value) ? outcomesOf(value, argument, frame) : refused(argument, "allSettled", frame);
}

/** A promise that throws where it is awaited. */
function reject(argument: ts.Expression | undefined, frame: Frame): Value {
  if (argument === undefined) return ERROR;
  const thrown = outlineThrow(argument, frame);
  return {
    kind: "promise",
    value: thrown,
    settles: [],
    rejects: [{ target: { kind: "throw" }, when: ALWAYS, value: thrown }],
  };
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
]);
