/** A call of another pipeline: as with a step, a promise of what it returns. */
import type { Expr, ParamIr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { stepArguments } from "../../diagnostics/language.ts";
import { barriers, emit, type Frame, newId, softened, span } from "../frame.ts";
import { activation, activationPromise } from "../inline.ts";
import { mayBeCaughtLater } from "../late-catch.ts";
import { partOf } from "../part-of.ts";
import type { DeclaredPipeline } from "../pipeline-declaration.ts";
import { soften, unlessThrown } from "../throwing.ts";
import { toExpr } from "../to-expr.ts";
import { ERROR, exprValue, UNDEFINED, type Value } from "../values.ts";
import { evaluate } from "../visit.ts";
import { awaited } from "./await.ts";

export function callPipeline(called: DeclaredPipeline, node: ts.CallExpression, frame: Frame): Value {
  const [argument] = node.arguments;
  if (node.arguments.length > 1 || (argument !== undefined && ts.isSpreadElement(argument))) {
    frame.analysis.report(stepArguments(span(frame, node), { name: called.name }));
    return ERROR;
  }
  return issuePipeline(called, argument === undefined ? undefined : evaluate(argument, frame), argument, node, frame);
}

export function issuePipeline(
  called: DeclaredPipeline,
  input: Value | undefined,
  argument: ts.Node | undefined,
  at: ts.Node,
  frame: Frame,
): Value {
  if (input?.kind === "error") return ERROR;
  const promises =
    input?.kind === "object" ? [...input.entries.values()].filter((entry) => entry.kind === "promise") : [];
  const given = input ?? { kind: "object", entries: new Map() };
  return unlessThrown(at, frame, (arm) =>
    promises.length === 0
      ? emitCall(called, given, argument ?? at, at, arm)
      : afterPromises(promises, at, arm, (inner) => emitCall(called, given, argument ?? at, at, inner)),
  );
}

/** The body starts once all that it is given is there, which the caller does not wait for. */
function afterPromises(
  parts: readonly (Value & { readonly kind: "promise" })[],
  at: ts.Node,
  frame: Frame,
  issue: (frame: Frame) => Value,
): Value {
  const own: Frame = { ...frame, flow: activation(frame.flow) };
  const inner = mayBeCaughtLater(at, frame) ? softened(own) : own;
  const settles = [...new Set(parts.flatMap((part) => part.settles))];
  awaited({ kind: "promise", value: UNDEFINED, settles, parts }, at, inner);
  const value = unlessThrown(at, inner, issue);
  return activationPromise(value, inner.flow.throws, at, inner, frame);
}

function emitCall(called: DeclaredPipeline, input: Value, argument: ts.Node, at: ts.Node, frame: Frame): Value {
  const { analysis, flow } = frame;
  const id = newId(analysis, called.name);
  const args = argumentsOf(called, input, argument, frame);
  emit(frame, { kind: "pipeline", id, pipeline: called.id, args, after: barriers(flow), span: span(frame, at) });
  if (frame.soft) soften(id, analysis);
  return { kind: "promise", value: exprValue({ kind: "out", node: id }), settles: [id] };
}

function argumentsOf(
  { params }: DeclaredPipeline,
  input: Value,
  argument: ts.Node,
  frame: Frame,
): { readonly [param: string]: Expr } {
  const whole = input.kind === "object" && input.isPartial !== true ? undefined : toExpr(input, argument, frame);
  return Object.fromEntries(
    params.map((param) => {
      const entry = input.kind === "object" ? settledValue(input.entries.get(param.name) ?? UNDEFINED) : UNDEFINED;
      const value =
        whole === undefined
          ? toExpr(entry, partOf(argument, param.name), frame)
          : ({ kind: "get", object: whole, key: param.name } as const);
      return [param.name, withDefault(value, param, frame)];
    }),
  );
}

/** A default takes the place of `undefined` only. */
function withDefault(value: Expr, { default: fallback }: ParamIr, { analysis }: Frame): Expr {
  if (fallback === undefined) return value;
  const other: Expr = { kind: "lit", value: fallback };
  if (value.kind === "lit") return value.value === undefined ? other : value;
  if (value.kind === "param" && analysis.defaulted.has(value.name)) return value;
  const test: Expr = { kind: "bin", op: "===", left: value, right: { kind: "lit" } };
  return { kind: "cond", test, then: other, else: value };
}

function settledValue(value: Value): Value {
  return value.kind === "promise" ? settledValue(value.value) : value;
}
