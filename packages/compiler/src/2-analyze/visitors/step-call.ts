import { ts } from "ts-morph";
import { stepArguments } from "../../diagnostics/language.ts";
import { firstThrown } from "../completion.ts";
import { barriers, emit, type Frame, newId, span } from "../frame.ts";
import { codeRejections, leaveBehind, soften, unlessThrown } from "../throwing.ts";
import { toExpr } from "../to-expr.ts";
import { ERROR, exprValue, type Value } from "../values.ts";
import { evaluate } from "../visit.ts";

/** A promise of the step's result; fields of its input may be promises, which adds only the edge of the data. */
export function callStep(called: Value & { kind: "step" }, node: ts.CallExpression, frame: Frame): Value {
  const [argument] = node.arguments;
  if (node.arguments.length !== 1 || argument === undefined || ts.isSpreadElement(argument)) {
    frame.analysis.report(stepArguments(span(frame, node), { name: called.step.name }));
    return ERROR;
  }
  return issueCall(called, evaluate(argument, frame), argument, node, frame);
}

export function issueCall(
  called: Value & { kind: "step" },
  input: Value,
  argument: ts.Node,
  at: ts.Node,
  frame: Frame,
): Value {
  if (input.kind === "error") return ERROR;
  return unlessThrown(at, frame, (arm) => emitCall(called, input, argument, at, arm));
}

function emitCall(called: Value & { kind: "step" }, input: Value, argument: ts.Node, at: ts.Node, frame: Frame): Value {
  const promised =
    input.kind === "object"
      ? [...input.entries.values()].flatMap((entry) => (entry.kind === "promise" ? entry.settles : []))
      : [];
  for (const id of promised) {
    frame.analysis.settled.add(id);
    leaveBehind(id, frame);
  }
  const settled: Value =
    input.kind === "object"
      ? { kind: "object", entries: new Map([...input.entries].map(([key, one]) => [key, given(one, argument, frame)])) }
      : input;
  const expr = toExpr(settled, argument, frame);
  const id = newId(frame.analysis, called.step.name);
  const after = [...new Set([...barriers(frame.flow), ...promised])];
  emit(frame, { kind: "call", id, step: called.step.id, input: expr, after, span: span(frame, at) });
  if (frame.soft) soften(id, frame.analysis);
  return { kind: "promise", value: exprValue({ kind: "out", node: id }), settles: [id] };
}

/** What the step waits for: a promise's value, or its error, which is the call's then. */
function given(value: Value, at: ts.Node, frame: Frame): Value {
  if (value.kind !== "promise") return value;
  const settled = given(value.value, at, frame);
  const thrown = firstThrown(codeRejections(value, at, frame), (error) => toExpr(error, at, frame));
  if (thrown === undefined) return settled;
  const [error, otherwise] = [toExpr(thrown.value, at, frame), toExpr(settled, at, frame)];
  return exprValue({ kind: "cond", test: thrown.when, then: error, else: otherwise });
}
