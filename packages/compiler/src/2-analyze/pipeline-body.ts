/** The body of a pipeline: the one that is compiled, or one that is called. */
import type { Node, ParamIr, PipelineIr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { yieldOf } from "./fan-out.ts";
import { type Analysis, type Frame, newFlow } from "./frame.ts";
import { inline } from "./inline.ts";
import type { PipelineFunction } from "./pipeline-declaration.ts";
import { paramsValue } from "./pipeline-params.ts";
import { Scope, Store } from "./scope.ts";
import { spanOf } from "./spans.ts";
import { toExpr } from "./to-expr.ts";
import { awaited } from "./visitors/await.ts";

export interface PipelineBody {
  readonly nodes: readonly Node[];
  readonly result: PipelineIr["result"];
}

/** @param soft Whether what fails in it is its result, for a caller that catches it. */
export function analyzeBody(
  fn: PipelineFunction,
  params: readonly ParamIr[],
  analysis: Analysis,
  soft: boolean,
): PipelineBody {
  const flow = newFlow(new Store());
  const defaulted = new Set(params.filter((param) => param.default !== undefined).map((param) => param.name));
  const frame: Frame = {
    analysis: { ...analysis, defaulted },
    flow,
    scope: new Scope(),
    inlining: [],
    soft,
    outside: [],
  };
  const result = awaited(inline({ node: fn, scope: frame.scope }, [paramsValue(params)], fn, frame), fn, frame);
  const value = soft ? yieldOf(result, fn, frame) : toExpr(result, fn, frame);
  return {
    nodes: flow.nodes,
    result: { value, after: [...flow.frontier, ...flow.pending], span: spanOf(analysis.root, resultOf(fn)) },
  };
}

/** What is returned at the end of the body; where nothing is, the function. */
function resultOf(fn: PipelineFunction): ts.Node {
  if (!ts.isBlock(fn.body)) return fn.body;
  const last = fn.body.statements.findLast(ts.isReturnStatement);
  return last?.expression ?? fn;
}
