/** Calling what a value is: a step, a function of the body, or code. */
import type { ts } from "ts-morph";
import type { Frame } from "./frame.ts";
import { inline } from "./inline.ts";
import { synthesize } from "./outline.ts";
import { isAnalyzed } from "./step-search.ts";
import { toExpr } from "./to-expr.ts";
import { ERROR, exprValue, isPlain, type Value } from "./values.ts";
import { issuePipeline } from "./visitors/pipeline-call.ts";
import { issueCall } from "./visitors/step-call.ts";

export function callFunction(called: Value, args: readonly Value[], at: ts.CallExpression, frame: Frame): Value {
  if (called.kind === "error") return ERROR;
  if (called.kind === "step") return issueCall(called, args[0] ?? ERROR, at.arguments[0] ?? at, at, frame);
  if (called.kind === "pipeline") return issuePipeline(called.pipeline, args[0], at.arguments[0] ?? at, at, frame);
  if (called.kind === "closure" && (isAnalyzed(called.node, frame) || !args.every(isPlain)))
    return inline(called, args, at, frame);
  const result = synthesize(
    "value[0](...value.slice(1))",
    [{ kind: "arr", elements: [called, ...args].map((one) => ({ value: toExpr(one, at, frame) })) }],
    at,
    frame,
  );
  if (result.kind === "out") frame.flow.pending = [...frame.flow.pending, result.node];
  return exprValue(result);
}
