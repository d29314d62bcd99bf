/** Reads one pipeline as its IR: an abstract interpretation of its body, one file per construct in `visitors/`. */
import {
  normalizePipelineOptions,
  type CallNode,
  type Diagnostic,
  type Expr,
  type Node,
  type NodeId,
  type PipelineIr,
} from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import type { ParsedProgram } from "../1-parse/types.ts";
import { floatingPromise } from "../diagnostics/language.ts";
import { noPipeline, severalPipelines, unknownPipeline } from "../diagnostics/source.ts";
import { constantOptions } from "./constant-options.ts";
import { type FoundPipeline, findPipelines } from "./find-pipelines.ts";
import type { Analysis, Flow, Frame } from "./frame.ts";
import { Impurities } from "./impurity.ts";
import { inline } from "./inline.ts";
import { reportCachedSteps } from "./cached-steps.ts";
import { reportLargeConstants } from "./large-constants.ts";
import { paramsValue, pipelineParams } from "./pipeline-params.ts";
import { reportOptions } from "./report-options.ts";
import { Scope, Store } from "./scope.ts";
import { buildSourceGraph } from "./source-graph.ts";
import type { SourceGraph } from "../bundle/source-graph-types.ts";
import { isSdkFile } from "./sdk-symbols.ts";
import { modulePath, spanOf } from "./spans.ts";
import { toExpr } from "./to-expr.ts";
import { skipParentheses } from "./step-search.ts";
import { awaited } from "./visitors/await.ts";
import { evaluate } from "./expressions.ts";
import { outlineFunction } from "./outline.ts";
import { analyzeBlock, analyzeStatement } from "./statements.ts";
import type { Visit } from "./visit.ts";

export interface Analyzed {
  readonly ir: PipelineIr;
  readonly sources: SourceGraph;
}

/** Analyses the pipeline called `name`, or the only one. */
export function analyzeProgram(
  parsed: ParsedProgram,
  name: string | undefined,
  shownAs: string,
  report: (diagnostic: Diagnostic) => void,
): Analyzed | undefined {
  const found = choosePipeline(findPipelines(parsed), name, shownAs, report);
  if (found === undefined) return undefined;
  const analysis = newAnalysis(parsed, report);
  const ir = analyzePipeline(found, analysis);
  if (ir === undefined) return undefined;
  const sources = buildSourceGraph({
    program: parsed.program,
    checker: parsed.checker,
    root: parsed.root,
    isSdkModule: isSdkFile,
    roots: analysis.roots,
  });
  reportCachedSteps(analysis);
  reportLargeConstants(sources, parsed, report);
  return { ir, sources };
}

function choosePipeline(
  found: readonly FoundPipeline[],
  name: string | undefined,
  shownAs: string,
  report: (diagnostic: Diagnostic) => void,
): FoundPipeline | undefined {
  const known = found.map((pipeline) => pipeline.name);
  const [first] = found;
  if (first === undefined) {
    report(noPipeline(undefined, { path: shownAs }));
    return undefined;
  }
  if (name !== undefined) {
    const chosen = found.find((pipeline) => pipeline.name === name || pipeline.exportName === name);
    if (chosen === undefined) report(unknownPipeline(undefined, { name, known }));
    return chosen;
  }
  if (found.length > 1) {
    report(severalPipelines(undefined, { known }));
    return undefined;
  }
  return first;
}

const VISIT: Visit = {
  expression: evaluate,
  statement: analyzeStatement,
  block: analyzeBlock,
  functionValue: outlineFunction,
};

function newAnalysis({ checker, root }: ParsedProgram, report: (diagnostic: Diagnostic) => void): Analysis {
  return {
    checker,
    root,
    report,
    visit: VISIT,
    defaulted: new Set(),
    steps: new Map(),
    fragments: [],
    roots: [],
    nodes: new Map(),
    counters: new Map(),
    settled: new Set(),
    soft: new Set(),
    hard: new Set(),
    fresh: new Set(),
    impurities: new Impurities(checker, "helper"),
    owned: new WeakMap(),
    claimed: new WeakSet(),
    refused: new WeakSet(),
    catching: new Map(),
  };
}

function analyzePipeline(found: FoundPipeline, analysis: Analysis): PipelineIr | undefined {
  const [optionsNode, body] = found.call.arguments;
  const fn = body === undefined ? undefined : skipParentheses(body);
  if (optionsNode === undefined || fn === undefined || !(ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)))
    return undefined;
  const { value, spans } = constantOptions(optionsNode, analysis);
  const normalized = normalizePipelineOptions(value);
  reportOptions(normalized, spans, analysis);
  const params = pipelineParams(fn, analysis);
  const flow: Flow = { store: new Store(), nodes: [], frontier: [], pending: [], throws: [], left: [] };
  const defaulted = new Set(params.filter((param) => param.default !== undefined).map((param) => param.name));
  const frame: Frame = {
    analysis: { ...analysis, defaulted },
    flow,
    scope: new Scope(),
    inlining: [],
    soft: false,
    outside: [],
  };
  const result = awaited(inline({ node: fn, scope: frame.scope }, [paramsValue(params)], fn, frame), fn, frame);
  const resultExpr = toExpr(result, fn, frame);
  reportFloating(analysis, flow.nodes, resultExpr);
  return {
    version: 1,
    name: found.name,
    module: modulePath(analysis.root, found.declaration.getSourceFile()),
    binding: found.exportName,
    options: normalized.options ?? {},
    optionSpans: spans,
    params,
    body: { nodes: markSoft(flow.nodes, analysis.soft) },
    result: { value: resultExpr, after: [...flow.frontier, ...flow.pending], span: spanOf(analysis.root, fn) },
    steps: [...analysis.steps.values()],
    fragments: analysis.fragments,
    span: spanOf(
      analysis.root,
      ts.isVariableDeclaration(found.declaration) ? found.declaration.name : found.declaration,
    ),
  };
}

/** Which calls may fail is known only once everything that awaits them is. */
function markSoft(nodes: readonly Node[], soft: ReadonlySet<NodeId>): readonly Node[] {
  return nodes.map((node): Node => {
    const mark = soft.has(node.id) ? { soft: true } : {};
    switch (node.kind) {
      case "call":
        return { ...node, ...mark };
      case "map":
        return { ...node, ...mark, body: { nodes: markSoft(node.body.nodes, soft) } };
      case "if":
        return {
          ...node,
          then: { nodes: markSoft(node.then.nodes, soft) },
          else: { nodes: markSoft(node.else.nodes, soft) },
        };
      case "loop":
        return { ...node, body: { nodes: markSoft(node.body.nodes, soft) } };
      case "js":
      case "error":
        return node;
    }
  });
}

/** A promise that nobody awaits and nobody reads would be left running behind the pipeline's end. */
function reportFloating(analysis: Analysis, nodes: readonly Node[], result: Expr): void {
  const read = new Set(analysis.settled);
  const collect = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ((value as Expr).kind === "out" && "node" in value) read.add((value as { node: string }).node);
    for (const inner of Object.values(value)) collect(inner);
  };
  collect(nodes);
  collect(result);
  for (const node of analysis.nodes.values()) {
    if ((node.kind === "call" || node.kind === "map") && !read.has(node.id)) {
      const call = firstCall(node);
      const step = [...analysis.steps.values()].find((one) => one.id === call?.step);
      analysis.report(floatingPromise(node.span, { text: step?.name ?? "map" }));
    }
  }
}

/** The call that a message about a fan-out names. */
function firstCall(node: Node): CallNode | undefined {
  if (node.kind === "call") return node;
  const inner =
    node.kind === "map" ? node.body.nodes : node.kind === "if" ? [...node.then.nodes, ...node.else.nodes] : [];
  return inner.map(firstCall).find((call) => call !== undefined);
}
