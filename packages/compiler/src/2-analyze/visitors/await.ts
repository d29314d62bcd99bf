import type { ts } from "ts-morph";
import { evaluate } from "../visit.ts";
import { awaitNodes, type Frame } from "../frame.ts";
import type { Value } from "../values.ts";

export function analyzeAwait(node: ts.AwaitExpression, frame: Frame): Value {
  return awaited(evaluate(node.expression, frame), frame);
}

/** What `await` gives: promises are waited for, everything else is itself. */
export function awaited(value: Value, frame: Frame): Value {
  if (value.kind !== "promise") return value;
  awaitNodes(frame, value.settles);
  return value.value;
}
