import type { ts } from "ts-morph";
import { evaluate } from "../visit.ts";
import { awaitNodes, type Frame } from "../frame.ts";
import { raise, rejections } from "../throwing.ts";
import type { Value } from "../values.ts";

export function analyzeAwait(node: ts.AwaitExpression, frame: Frame): Value {
  return awaited(evaluate(node.expression, frame), node, frame);
}

/** What `await` gives: promises are waited for, everything else is itself. */
export function awaited(value: Value, at: ts.Node, frame: Frame): Value {
  if (value.kind !== "promise") return value;
  const exits = rejections(value, at, frame);
  awaitNodes(frame, value.settles);
  raise(exits, at, frame);
  return value.value;
}
