import type {
  Block,
  CallKey,
  Diagnostic,
  Expr,
  Fragment,
  FragmentId,
  IfNode,
  JsNode,
  NativeTest,
  NodeId,
  ParamIr,
  PipelineId,
  PipelineIr,
  Scope,
  ScopeId,
  SubPipelineIr,
  TaskId,
} from "@argosy/sdk/ir";
import { type Counters, countersOf } from "./counters.ts";
import type { CallDraft } from "./drafts.ts";
import type { Definitions } from "./leaves.ts";
import { repeatedPipelines } from "./pipeline-calls.ts";
import { Names } from "./names.ts";
import type { Placement } from "./placement.ts";

/** Where the condition of an if is evaluated. */
export type GuardPlace =
  | { readonly kind: "port"; readonly task: TaskId; readonly port: string }
  | {
      readonly kind: "native";
      readonly param: string;
      readonly test: (input: string) => NativeTest;
      readonly negated: boolean;
    };

/** A call site, and what holds for all of its scope. */
export interface PlacedCall {
  readonly draft: CallDraft;
  readonly params: readonly ParamIr[];
  readonly isEntry: boolean;
  readonly inFanout: boolean;
}

/** The body that the calls of a pipeline share. */
export interface SharedBody {
  readonly scope: ScopeId;
  readonly called: SubPipelineIr;
  /** How many fan-outs collected what it yields. */
  readonly lists: number;
}

/** What the lowering of one pipeline shares between its scopes. */
export interface Lowering {
  readonly ir: PipelineIr;
  /** Every expression in a glue pod of its own: the ground truth that the other placements are tested against. */
  readonly forceGlue: boolean;
  readonly names: Names;
  /** Every node id of the body, to see which step is called more than once. */
  readonly ids: ReadonlySet<NodeId>;
  readonly js: Map<NodeId, JsNode>;
  readonly ifs: Map<NodeId, IfNode>;
  readonly guards: Map<NodeId, GuardPlace>;
  readonly indexedLists: Map<NodeId, Expr>;
  readonly fragments: ReadonlyMap<FragmentId, Fragment>;
  readonly calls: PlacedCall[];
  readonly scopes: Map<string, Scope>;
  /** Bodies of pipelines that are called, by `pipelineKey`. */
  readonly shared: Map<string, SharedBody>;
  /** Pipelines with a call inside a fan-out or loop. */
  readonly repeated: ReadonlySet<PipelineId>;
  readonly counters: Counters;
  readonly report: (diagnostic: Diagnostic) => void;
  readonly explain: (placement: Placement) => void;
  readonly definitions: Definitions;
}

export function newLowering(
  ir: PipelineIr,
  forceGlue: boolean,
  { report, explain }: Pick<Lowering, "report" | "explain">,
): Lowering {
  const js = new Map<NodeId, JsNode>();
  const ifs = new Map<NodeId, IfNode>();
  const guards = new Map<NodeId, GuardPlace>();
  const indexedLists = new Map<NodeId, Expr>();
  const definitions: Definitions = {
    js,
    ifs,
    isCarried: (node) => guards.get(node)?.kind === "port",
    indexedList: (loop) => indexedLists.get(loop),
  };
  const fragments = new Map(ir.fragments.map((fragment) => [fragment.id, fragment]));
  return {
    ir,
    forceGlue,
    names: new Names(),
    ids: new Set([ir, ...(ir.pipelines ?? [])].flatMap(({ body }) => nodeIds(body))),
    js,
    ifs,
    guards,
    indexedLists,
    fragments,
    calls: [],
    scopes: new Map(),
    shared: new Map(),
    repeated: repeatedPipelines(ir),
    counters: countersOf(ir),
    report,
    explain,
    definitions,
  };
}

/** `train-1`, or `train` where the step is called only once. */
export function taskName(lowering: Lowering, node: NodeId): CallKey {
  const [, base, count] = /^(.*)-(\d+)$/.exec(node) ?? [];
  const isOnly =
    base !== undefined && count === "1" && !lowering.definitions.js.has(node) && !lowering.ids.has(`${base}-2`);
  return lowering.names.of(node, isOnly ? base : node);
}

export function rescueKey({ names }: Lowering, call: CallKey): CallKey {
  return names.of(`$lost:${call}`, `${call}-lost`);
}

function nodeIds(block: Block): readonly NodeId[] {
  return block.nodes.flatMap((node) => {
    if (node.kind === "if") return [node.id, ...nodeIds(node.then), ...nodeIds(node.else)];
    return node.kind === "map" || node.kind === "loop" ? [node.id, ...nodeIds(node.body)] : [node.id];
  });
}
