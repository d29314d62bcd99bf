/** Reads one pipeline as its IR: an abstract interpretation of its body, one file per construct in `visitors/`. */
import {
  normalizePipelineOptions,
  type CallNode,
  type Diagnostic,
  type Expr,
  type Node,
  type NodeId,
  type PipelineCallNode,
  type PipelineIr,
} from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import type { ParsedProgram } from "../1-parse/types.ts";
import { floatingPromise } from "../diagnostics/language.ts";
import { noPipeline, severalPipelines, unknownPipeline } from "../diagnostics/source.ts";
import { calledPipelines } from "./called-pipelines.ts";
import { constantOptions } from "./constant-options.ts";
import { type FoundPipeline, findPipelines } from "./find-pipelines.ts";
import type { Analysis } from "./frame.ts";
import { givenParams, type GivenSchema } from "./given-schemas.ts";
import { Impurities } from "./impurity.ts";
import { reportCachedSteps } from "./cached-steps.ts";
import { reportLargeConstants } from "./large-constants.ts";
import { analyzeBody, type PipelineBody } from "./pipeline-body.ts";
import { functionOfPipeline, pipelineId } from "./pipeline-declaration.ts";
import { pipelineParams } from "./pipeline-params.ts";
import { reportOptions } from "./report-options.ts";
import { buildSourceGraph } from "./source-graph.ts";
import type { SourceGraph } from "../bundle/source-graph-types.ts";
import { isSdkFile } from "./sdk-symbols.ts";
import { modulePath, spanOf } from "./spans.ts";
import { reportCaughtApprovals } from "./visitors/wait-call.ts";
import { evaluate } from "./expressions.ts";
import { outlineFunction } from "./outline.ts";
import { analyzeBlock, analyzeStatement } from "./statements.ts";
import type { Visit } from "./visit.ts";

export interface Analyzed {
  readonly ir: PipelineIr;
  readonly sources: SourceGraph;
  /** The steps' schemas that are known once their code was evaluated. */
  readonly schemas: readonly GivenSchema[];
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
  return { ir, sources, schemas: analysis.schemas };
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
    pipelines: new Map(),
    fragments: [],
    roots: [],
    schemas: [],
    nodes: new Map(),
    regions: new Map(),
    counters: new Map(),
    settled: new Set(),
    soft: new Set(),
    hard: new Set(),
    fresh: new Set(),
    impurities: new Impurities(checker, "helper"),
    owned: new WeakMap(),
    claimed: new WeakSet(),
    refused: new WeakSet(),
    lateEnds: new Map(),
  };
}

/** The option of a pipeline that is code. */
const PARAMS = ["params"];

function analyzePipeline(found: FoundPipeline, analysis: Analysis): PipelineIr | undefined {
  const [optionsNode] = found.call.arguments;
  const fn = functionOfPipeline(found.call);
  if (optionsNode === undefined || fn === undefined) return undefined;
  const { value, spans, expressions } = constantOptions(optionsNode, analysis, PARAMS);
  const schema = expressions["params"];
  givenParams(schema, analysis);
  const normalized = normalizePipelineOptions(value);
  reportOptions(normalized, spans, analysis);
  const params = pipelineParams(fn, analysis, schema !== undefined);
  const main = analyzeBody(fn, params, analysis);
  const id = pipelineId(found.declaration, analysis);
  const called = calledPipelines(id, main.nodes, analysis);
  const bodies = [main, ...called.map(({ body }) => body)];
  reportFloating(analysis, bodies);
  for (const { nodes } of bodies) reportCaughtApprovals(nodes, analysis);
  const marked = ({ nodes, result }: PipelineBody): Pick<PipelineIr, "body" | "result"> => ({
    body: { nodes: markSoft(nodes, analysis.soft) },
    result,
  });
  return {
    version: 1,
    ...(called.some(({ declared }) => declared.id === id) ? { id } : {}),
    name: found.name,
    module: modulePath(analysis.root, found.declaration.getSourceFile()),
    binding: found.exportName,
    options: normalized.options ?? {},
    optionSpans: spans,
    params,
    ...marked(main),
    steps: [...analysis.steps.values()],
    ...(called.length === 0
      ? {}
      : {
          pipelines: called.map(({ declared, soft, body }) => ({
            id: declared.id,
            name: declared.name,
            params: declared.params,
            ...marked(body),
            ...(declared.depth === undefined ? {} : { depth: declared.depth }),
            ...(soft ? { soft } : {}),
            span: declared.span,
          })),
        }),
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
      case "pipeline":
      case "wait":
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
function reportFloating(analysis: Analysis, bodies: readonly PipelineBody[]): void {
  const read = new Set(analysis.settled);
  const collect = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ((value as Expr).kind === "out" && "node" in value) read.add((value as { node: string }).node);
    for (const inner of Object.values(value)) collect(inner);
  };
  for (const { nodes, result } of bodies) {
    collect(nodes);
    collect(result.value);
  }
  for (const node of analysis.nodes.values()) {
    if (node.kind === "wait" && !read.has(node.id))
      analysis.report(floatingPromise(node.span, { text: node.wait.kind }));
    if ((node.kind === "call" || node.kind === "map" || node.kind === "pipeline") && !read.has(node.id))
      analysis.report(floatingPromise(node.span, { text: calledName(node, analysis) }));
  }
}

function calledName(node: Node, analysis: Analysis): string {
  const call = firstCall(node);
  const callable =
    call?.kind === "pipeline"
      ? [...analysis.pipelines.values()].find(({ id }) => id === call.pipeline)
      : [...analysis.steps.values()].find(({ id }) => id === call?.step);
  return callable?.name ?? "map";
}

/** The call that a message about a fan-out names. */
function firstCall(node: Node): CallNode | PipelineCallNode | undefined {
  if (node.kind === "call" || node.kind === "pipeline") return node;
  const inner =
    node.kind === "map" ? node.body.nodes : node.kind === "if" ? [...node.then.nodes, ...node.else.nodes] : [];
  return inner.map(firstCall).find((call) => call !== undefined);
}
