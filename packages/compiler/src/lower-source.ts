/** From a parsed program to a lowered one: what `check` and `compile` have in common. */
import { fileURLToPath } from "node:url";
import type { Diagnostic, Json, LoweredProgram, PipelineIr } from "@argosy/sdk/ir";
import type { ParsedProgram } from "./1-parse/types.ts";
import { type Analyzed, analyzeProgram } from "./2-analyze/analyze.ts";
import { besideTypeErrors } from "./2-analyze/beside-type-errors.ts";
import { checkGraph } from "./3-lower/checks/check-graph.ts";
import { type ConstantCall, type Evaluate, foldConstants } from "./3-lower/fold-constants.ts";
import { explain, type Explanation } from "./3-lower/explain.ts";
import { lower } from "./3-lower/lower.ts";
import type { Placement } from "./3-lower/placement.ts";
import { evaluateAtCompileTime, evaluateExpressions, type Evaluation } from "./bundle/evaluate.ts";
import { evaluateSchemas } from "./evaluate-schemas.ts";
import type { SourceGraph } from "./bundle/source-graph-types.ts";
import { Diagnostics } from "./diagnostics/collector.ts";

export interface SourceOptions {
  /** The pipeline's name or export; the only one when absent. */
  readonly pipeline?: string | undefined;
  /** How messages name the file. */
  readonly shownAs: string;
  readonly forceGlue: boolean;
}

export interface LoweredSource {
  readonly ir: PipelineIr;
  readonly sources: SourceGraph;
  /** Absent when the source has errors, like the explanation of where its code runs. */
  readonly program?: LoweredProgram;
  readonly explanation?: Explanation;
}

/** Adds what it finds to `diagnostics`; gives nothing where there is no pipeline to speak of. */
export async function lowerSource(
  parsed: ParsedProgram,
  typeErrors: readonly Diagnostic[],
  options: SourceOptions,
  diagnostics: Diagnostics,
): Promise<LoweredSource | undefined> {
  const findings = new Diagnostics();
  const analyzed = analyzeAsFarAsPossible(parsed, options, typeErrors.length > 0, findings);
  diagnostics.addAll(besideTypeErrors(typeErrors, findings.list));
  if (analyzed === undefined) return undefined;
  const { sources } = analyzed;
  if (diagnostics.hasErrors) return { ir: analyzed.ir, sources };
  const asked = { schemas: analyzed.schemas, sources, root: parsed.root, sdkPodShim: SDK_POD_SHIM };
  const withSchemas = await evaluateSchemas(analyzed.ir, asked, (found) => diagnostics.add(found));
  if (diagnostics.hasErrors) return { ir: withSchemas, sources };
  const placements: Placement[] = [];
  const evaluateCode: Evaluate = async (calls) => {
    const values = await evaluateConstants(calls, sources, parsed.root);
    placements.push(...folded(calls, values, withSchemas));
    return values;
  };
  const ir = await foldConstants(withSchemas, evaluateCode, (exprs) => evaluateExpressions(exprs).map(valueOf));
  diagnostics.addAll(checkGraph(ir));
  const program = lower(ir, {
    forceGlue: options.forceGlue,
    report: (found) => diagnostics.add(found),
    explain: (placement) => placements.push(placement),
  });
  return { ir, sources, program, explanation: explain(program, placements) };
}

function folded(
  calls: readonly ConstantCall[],
  values: Awaited<ReturnType<Evaluate>>,
  { fragments }: PipelineIr,
): readonly Placement[] {
  return calls.flatMap((call, index): readonly Placement[] => {
    const span = fragments.find(({ id }) => id === call.fragment)?.span;
    if (values[index] === undefined || span === undefined) return [];
    const why = "no parameter and no step has a say in it";
    return [{ place: "fold", does: "value", span, scope: "main", why }];
  });
}

/** Without `hasTypeErrors` whatever is thrown is a bug of ours; with them the analysis relies on types that do not hold. */
function analyzeAsFarAsPossible(
  parsed: ParsedProgram,
  { pipeline, shownAs }: SourceOptions,
  hasTypeErrors: boolean,
  findings: Diagnostics,
): Analyzed | undefined {
  try {
    return analyzeProgram(parsed, pipeline, shownAs, (found) => findings.add(found));
  } catch (error) {
    if (hasTypeErrors) return undefined;
    throw error;
  }
}

async function evaluateConstants(
  calls: readonly ConstantCall[],
  sources: SourceGraph,
  root: string,
): ReturnType<Evaluate> {
  const evaluations = await evaluateAtCompileTime({ sources, root, sdkPodShim: SDK_POD_SHIM, calls });
  return evaluations.map(valueOf);
}

function valueOf(evaluation: Evaluation): { readonly value: Json | undefined } | undefined {
  return evaluation.ok ? { value: evaluation.value } : undefined;
}

/** Absolute paths of modules of the SDK that bundles hold: what stands for it in a pod, and what checks are made of. */
export const SDK_POD_SHIM: string = sdkModule("pod-shim");
export const SDK_CHECKS: string = sdkModule("runtime/checks");

/** Compiled when this is. */
function sdkModule(name: string): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`./${name}.${extension}`, import.meta.resolve("@argosy/sdk")));
}
