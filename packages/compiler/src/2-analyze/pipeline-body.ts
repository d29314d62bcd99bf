/** The body of a pipeline: the one that is compiled, or one that is called. */
import type { Expr, Json, Node, ParamIr, PipelineIr, SubPipelineIr } from "@argosy/sdk/ir";
import { fromWireError, hold, recursionLimitError } from "@argosy/sdk/runtime";
import { ts } from "ts-morph";
import type { Completion } from "./completion.ts";
import { yieldOf } from "./fan-out.ts";
import { type Analysis, type Frame, newFlow } from "./frame.ts";
import { inline } from "./inline.ts";
import { synthesize } from "./outline.ts";
import type { PipelineFunction } from "./pipeline-declaration.ts";
import { paramsValue } from "./pipeline-params.ts";
import { Scope, Store } from "./scope.ts";
import { spanOf } from "./spans.ts";
import { toExpr } from "./to-expr.ts";
import { exprValue } from "./values.ts";
import { awaited } from "./visitors/await.ts";

export interface PipelineBody {
  readonly nodes: readonly Node[];
  readonly result: PipelineIr["result"];
}

interface BodyOptions {
  /** What fails in it is its result, for a caller that catches it. */
  readonly soft?: boolean;
  readonly depth?: SubPipelineIr["depth"];
}

export function analyzeBody(
  fn: PipelineFunction,
  params: readonly ParamIr[],
  analysis: Analysis,
  { soft = false, depth }: BodyOptions = {},
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
  const guard = depth === undefined ? undefined : (inner: Frame): Completion => tooDeep(depth, fn, inner);
  const called = inline({ node: fn, scope: frame.scope }, [paramsValue(params)], fn, frame, guard);
  const result = awaited(called, fn, frame);
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

/** Throws where more runs lie in each other than may. */
function tooDeep({ most, param }: NonNullable<SubPipelineIr["depth"]>, fn: PipelineFunction, frame: Frame): Completion {
  const { file, line, column } = spanOf(frame.analysis.root, fn);
  const error = fromWireError(recursionLimitError(most, `${file}:${line}:${column}`));
  const held = hold(() => {
    throw error;
  });
  const thrown = synthesize("value", [{ kind: "released", of: { kind: "lit", value: held as Json } }], fn, frame);
  const when: Expr = {
    kind: "bin",
    op: ">",
    left: { kind: "param", name: param },
    right: { kind: "lit", value: most },
  };
  return { goesOn: true, exits: [{ target: { kind: "throw" }, when, value: exprValue(thrown) }] };
}
