/** From `export const churn = pipeline(options, fn)` to what a call of it needs to know. */
import {
  normalizePipelineOptions,
  type ParamIr,
  type PipelineId,
  type PipelineOptionsIr,
  type Span,
  type SubPipelineIr,
} from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { unsupportedSyntax } from "../diagnostics/language.ts";
import { constantOptions } from "./constant-options.ts";
import type { Analysis } from "./frame.ts";
import { pipelineParams } from "./pipeline-params.ts";
import { reportOptions } from "./report-options.ts";
import { sdkCall } from "./sdk-symbols.ts";
import { modulePath, spanOf } from "./spans.ts";
import { declaredCall, skipParentheses } from "./step-search.ts";

export type PipelineFunction = ts.ArrowFunction | ts.FunctionExpression;

export interface DeclaredPipeline {
  readonly id: PipelineId;
  readonly name: string;
  readonly fn: PipelineFunction;
  readonly params: readonly ParamIr[];
  /** Where it may call itself. */
  readonly depth?: NonNullable<SubPipelineIr["depth"]>;
  readonly options: PipelineOptionsIr;
  readonly optionSpans: { readonly [path: string]: Span };
  readonly span: Span;
}

/** The pipeline that a module-level name holds, read once; `"error"` when it cannot be called. */
export function pipelineOf(symbol: ts.Symbol, analysis: Analysis): DeclaredPipeline | "error" | undefined {
  const known = analysis.pipelines.get(symbol);
  if (known !== undefined) return known;
  const declared = declaredCall(symbol);
  if (declared === undefined) return undefined;
  const { declaration, call } = declared;
  if (sdkCall(analysis.checker, call) !== "pipeline") return undefined;
  const pipeline = readPipeline(declaration, call, analysis);
  if (pipeline !== undefined) analysis.pipelines.set(symbol, pipeline);
  return pipeline ?? "error";
}

function readPipeline(
  declaration: ts.Declaration,
  call: ts.CallExpression,
  analysis: Analysis,
): DeclaredPipeline | undefined {
  const fn = functionOfPipeline(call);
  const [options] = call.arguments;
  if (fn === undefined || options === undefined) {
    const what = "calling a pipeline whose function is not written in it";
    const instead = "Write `pipeline(options, async (params) => …)`";
    analysis.report(unsupportedSyntax(spanOf(analysis.root, call), { what, instead }));
    return undefined;
  }
  const { value, spans, expressions } = constantOptions(options, analysis, ["params"]);
  const schema = expressions["params"];
  if (schema !== undefined) {
    const what = "calling a pipeline whose parameters have a schema";
    const instead = "Declare them by the type of its function";
    analysis.report(unsupportedSyntax(spanOf(analysis.root, schema), { what, instead }));
    return undefined;
  }
  const normalized = normalizePipelineOptions(value);
  reportOptions(normalized, spans, analysis);
  const binding = bindingOf(declaration);
  const id = pipelineId(declaration, analysis);
  const most = normalized.options?.maxDepth;
  return {
    id,
    name: normalized.options?.name ?? binding,
    fn,
    params: pipelineParams(fn, analysis),
    // No name of a property in the source: those of the file end where its path does.
    ...(most === undefined ? {} : { depth: { most, param: `$depth:${id}` } }),
    options: normalized.options ?? {},
    optionSpans: spans,
    span: spanOf(analysis.root, ts.isVariableDeclaration(declaration) ? declaration.name : declaration),
  };
}

/** The function that `pipeline(options, fn)` is given, if it is written there. */
export function functionOfPipeline(call: ts.CallExpression): PipelineFunction | undefined {
  const body = call.arguments[1];
  const fn = body === undefined ? undefined : skipParentheses(body);
  return fn !== undefined && (ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) ? fn : undefined;
}

/** The same pipeline has the same, whatever it is imported as. */
export function pipelineId(declaration: ts.Declaration, { root }: Pick<Analysis, "root">): PipelineId {
  return `${modulePath(root, declaration.getSourceFile())}#${bindingOf(declaration)}`;
}

function bindingOf(declaration: ts.Declaration): string {
  return ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) ? declaration.name.text : "default";
}
