/** What the lowering builds up before it is written down as a LoweredProgram. */
import type {
  Binding,
  CallKey,
  CallSite,
  Expr,
  LoopNode,
  NodeId,
  PortEncoding,
  ScopeId,
  Span,
  StepId,
  TaskId,
  ValueRef,
  WaitTask,
} from "@argosy/sdk/ir";
import type { Leaf } from "./leaves.ts";

/** One condition on the way to a node, and which arm it stands in. */
export interface PathStep {
  readonly node: NodeId;
  readonly is: boolean;
  /** The same for the same condition: an early return asks once more what the `if` before it asked. */
  readonly meaning: string;
}
export type Path = readonly PathStep[];

export interface CallDraft {
  readonly key: CallKey;
  readonly step?: StepId;
  /** The node whose result is `$out` here. */
  readonly node?: NodeId;
  readonly reads: Map<string, Leaf>;
  /** How many fan-outs collected a read, known once all scopes are complete. */
  readonly lists: Map<string, number>;
  readonly bindings: Map<string, Binding>;
  readonly checks: string[];
  readonly soft?: CallSite["soft"];
  input?: Expr;
  inputSpan?: Span;
  readonly ports: { port: string; encoding: PortEncoding; value: Expr; span: Span }[];
}

export interface TaskDraft {
  readonly id: TaskId;
  readonly index: number;
  readonly path: Path;
  readonly span: Span;
  /** In a `finally` block: the tasks that end before its `try` begins. */
  readonly finally?: readonly TaskId[];
  /** The pod's code; absent for a fan-out. */
  readonly call?: CallDraft;
  readonly fanout?: FanoutDraft;
  readonly loop?: LoopDraft;
  readonly pipeline?: PipelineDraft;
  readonly wait?: Pick<WaitTask, "wait" | "soft">;
  /** The values that a check looks for an error in. */
  readonly refs?: readonly ValueRef[];
}

export interface PipelineDraft {
  readonly name: string;
  readonly body: ScopeId;
  readonly captures: { readonly [input: string]: ValueRef };
  readonly deeper?: readonly string[];
}

export interface FanoutDraft {
  readonly node: NodeId;
  readonly body: ScopeId;
  readonly over: OverDraft;
  readonly captures: { readonly [input: string]: ValueRef };
}

export interface LoopDraft {
  readonly node: LoopNode;
  readonly body: ScopeId;
  readonly over?: OverDraft;
  readonly captures: { readonly [input: string]: ValueRef };
  readonly state: ValueRef;
}

export type OverDraft =
  | { readonly kind: "items"; readonly task: TaskId; readonly port: string }
  | { readonly kind: "array"; readonly leaf: Leaf }
  | { readonly kind: "constant"; readonly items: readonly string[] };

export function newCall(
  key: CallKey,
  step?: { readonly id: StepId; readonly node: NodeId },
  soft?: CallSite["soft"],
): CallDraft {
  return {
    key,
    reads: new Map(),
    lists: new Map(),
    bindings: new Map(),
    checks: [],
    ports: [],
    ...(step === undefined ? {} : { step: step.id, node: step.node }),
    ...(soft === undefined ? {} : { soft }),
  };
}
export function pathStep(node: NodeId, cond: Expr, is: boolean): PathStep {
  let test = cond;
  let holds = is;
  while (test.kind === "un" && test.op === "!") {
    test = test.operand;
    holds = !holds;
  }
  return { node, is, meaning: `${holds} ${JSON.stringify(test)}` };
}
