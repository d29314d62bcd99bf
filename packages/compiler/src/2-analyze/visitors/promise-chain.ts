/** `promise.then(…)`, `.catch(…)` and `.finally(…)`: an activation of its own that awaits the promise. */
import type { ts } from "ts-morph";
import { forkValue } from "../branch.ts";
import { callFunction } from "../call-function.ts";
import { type Exit, firstThrown } from "../completion.ts";
import { finallyFrame, type Frame, softened } from "../frame.ts";
import { activation, activationPromise } from "../inline.ts";
import { mayBeCaughtLater } from "../late-catch.ts";
import { toExpr } from "../to-expr.ts";
import { constantOf, ERROR, exprValue, UNDEFINED, type Value } from "../values.ts";
import { evaluate } from "../visit.ts";
import { awaited } from "./await.ts";

const METHODS: ReadonlySet<string> = new Set(["then", "catch", "finally"]);

export function isPromiseChain(callee: ts.PropertyAccessExpression): boolean {
  return METHODS.has(callee.name.text);
}

export function analyzePromiseChain(
  promise: Value,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  frame: Frame,
): Value {
  const method = callee.name.text;
  const [first, second] = node.arguments.map((argument) => evaluate(argument, frame));
  if (first?.kind === "error" || second?.kind === "error") return ERROR;
  const own: Frame = { ...frame, flow: activation(frame.flow) };
  const inner = mayBeCaughtLater(node, frame) ? softened(own) : own;
  const value =
    method === "finally"
      ? withEnd(promise, first, node, inner)
      : settled(promise, method === "then" ? [first, second] : [undefined, first], node, inner);
  const rejects = inner.flow.throws;
  inner.flow.throws = [];
  return activationPromise(value, rejects, node, inner, frame);
}

/** What either callback gives; without one the value or the error goes on. */
function settled(
  promise: Value,
  [fulfilled, rejected]: readonly [Value | undefined, Value | undefined],
  node: ts.CallExpression,
  frame: Frame,
): Value {
  const goOn = (value: Value, arm: Frame): Value =>
    isFunction(fulfilled) ? awaited(callFunction(fulfilled, [value], node, arm), node, arm) : value;
  if (!isFunction(rejected)) return goOn(awaited(promise, node, frame), frame);
  const { value, thrown } = attempt(promise, node, frame);
  if (thrown === undefined) return goOn(value, frame);
  const error = exprValue({ kind: "caught", of: toExpr(thrown.value, node, frame) });
  const caught = (arm: Frame): Value => awaited(callFunction(rejected, [error], node, arm), node, arm);
  return forkValue(frame, thrown.when, node, caught, (arm) => goOn(value, arm));
}

/** The callback runs on both ways out. */
function withEnd(promise: Value, last: Value | undefined, node: ts.CallExpression, frame: Frame): Value {
  const start = { frontier: frame.flow.frontier };
  const { value, thrown } = attempt(promise, node, frame);
  const end = finallyFrame(frame, start);
  if (isFunction(last)) awaited(callFunction(last, [], node, end), node, end);
  if (thrown !== undefined) frame.flow.throws = [...frame.flow.throws, thrown];
  return value;
}

function attempt(promise: Value, node: ts.Node, frame: Frame): { readonly value: Value; readonly thrown?: Exit } {
  const tried = softened(frame);
  const value = awaited(promise, node, tried);
  const thrown = firstThrown(frame.flow.throws, (error) => toExpr(error, node, frame));
  frame.flow.throws = [];
  return thrown === undefined ? { value } : { value, thrown };
}

function isFunction(value: Value | undefined): value is Value {
  if (value === undefined || value === UNDEFINED) return false;
  const constant = constantOf(value);
  return constant === undefined;
}
