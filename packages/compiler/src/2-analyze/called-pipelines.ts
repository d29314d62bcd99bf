/** The pipelines that are called, each analysed once for callers that catch its errors and once for those that do not. */
import type { Node, PipelineCallNode, PipelineId } from "@argosy/sdk/ir";
import { pipelineRecursion } from "../diagnostics/language.ts";
import type { Analysis } from "./frame.ts";
import { analyzeBody, type PipelineBody } from "./pipeline-body.ts";
import type { DeclaredPipeline } from "./pipeline-declaration.ts";

export interface CalledPipeline {
  readonly declared: DeclaredPipeline;
  readonly soft: boolean;
  readonly body: PipelineBody;
}

type Calls = ReadonlyMap<PipelineId, readonly PipelineCallNode[]>;

/** Bodies may call further pipelines, which are analysed as well. */
export function calledPipelines(
  main: PipelineId,
  nodes: readonly Node[],
  analysis: Analysis,
): readonly CalledPipeline[] {
  const found = new Map<string, CalledPipeline>();
  const calls = new Map<PipelineId, readonly PipelineCallNode[]>([[main, callsIn(nodes)]]);
  const waiting = [...callsIn(nodes)];
  for (let call = waiting.pop(); call !== undefined; call = waiting.pop()) {
    const soft = analysis.soft.has(call.id);
    const key = JSON.stringify([call.pipeline, soft]);
    const declared = declaredAs(call.pipeline, analysis);
    if (found.has(key) || declared === undefined) continue;
    const { fn, params, depth } = declared;
    const body = analyzeBody(fn, params, analysis, { soft, ...(depth === undefined ? {} : { depth }) });
    found.set(key, { declared, soft, body });
    const own = callsIn(body.nodes);
    calls.set(declared.id, [...(calls.get(declared.id) ?? []), ...own]);
    waiting.push(...own);
  }
  reportRecursion(calls, analysis);
  return [...found.values()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ declared, soft }: CalledPipeline): string {
  return `${declared.id} ${soft}`;
}

function declaredAs(id: PipelineId, { pipelines }: Analysis): DeclaredPipeline | undefined {
  return [...pipelines.values()].find((one) => one.id === id);
}

function callsIn(nodes: readonly Node[]): readonly PipelineCallNode[] {
  return nodes.flatMap((node) => {
    switch (node.kind) {
      case "pipeline":
        return [node];
      case "if":
        return [...callsIn(node.then.nodes), ...callsIn(node.else.nodes)];
      case "map":
      case "loop":
        return callsIn(node.body.nodes);
      case "call":
      case "js":
      case "wait":
      case "error":
        return [];
    }
  });
}

/** In every circle of calls one pipeline has to say how deep it may go. */
function reportRecursion(calls: Calls, analysis: Analysis): void {
  const isBounded = (id: PipelineId): boolean => declaredAs(id, analysis)?.depth !== undefined;
  for (const [caller, own] of calls) {
    for (const call of own) {
      if (isBounded(caller) || !reaches(call.pipeline, caller, calls, isBounded)) continue;
      const name = declaredAs(call.pipeline, analysis)?.name ?? call.pipeline;
      analysis.report(pipelineRecursion(call.span, { name }));
    }
  }
}

/** Whether one calls the other without a bounded one in between. */
function reaches(
  from: PipelineId,
  to: PipelineId,
  calls: Calls,
  isBounded: (id: PipelineId) => boolean,
  seen: Set<PipelineId> = new Set(),
): boolean {
  if (isBounded(from)) return false;
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (calls.get(from) ?? []).some((call) => reaches(call.pipeline, to, calls, isBounded, seen));
}
