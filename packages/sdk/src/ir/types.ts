/**
 * The IR of a pipeline: what the analysis of its source yields, before anything is said about where it runs.
 * JSON data throughout; every node carries the span of the source it came from.
 */
import type { Span } from "./span.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonSchema = { readonly [key: string]: Json };

export type NodeId = string;
export type StepId = string;
export type FragmentId = string;
export type PipelineId = string;

export type BinaryOperator =
  | "+" | "-" | "*" | "/" | "%" | "**"
  | "===" | "!==" | "==" | "!=" | "<" | "<=" | ">" | ">="
  | "&&" | "||" | "??"
  | "in" | "&" | "|" | "^" | "<<" | ">>" | ">>>";
export type UnaryOperator = "!" | "-" | "+" | "~" | "typeof" | "void";

/** A value of the pipeline body, evaluated as JavaScript wherever the placement puts it. */
export type Expr =
  /** A constant; an absent `value` is `undefined`. */
  | { readonly kind: "lit"; readonly value?: Json }
  /** A pipeline parameter, its default already applied. */
  | { readonly kind: "param"; readonly name: string }
  /** The value of a node: a call's result, a map's array, a js node's value, or the merge called `port` of an if. */
  | { readonly kind: "out"; readonly node: NodeId; readonly port?: string }
  | { readonly kind: "item"; readonly loop: NodeId }
  | { readonly kind: "index"; readonly loop: NodeId }
  | { readonly kind: "bin"; readonly op: BinaryOperator; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "un"; readonly op: UnaryOperator; readonly operand: Expr }
  | { readonly kind: "cond"; readonly test: Expr; readonly then: Expr; readonly else: Expr }
  /** `texts` has one element more than `values`. */
  | { readonly kind: "tpl"; readonly texts: readonly string[]; readonly values: readonly Expr[] }
  | { readonly kind: "arr"; readonly elements: readonly ArrayElement[] }
  | { readonly kind: "obj"; readonly entries: readonly ObjectEntry[] }
  /** `object.key`, or `object?.key`. */
  | { readonly kind: "get"; readonly object: Expr; readonly key: string; readonly optional?: boolean }
  /** `object[index]`, or `object?.[index]`. */
  | { readonly kind: "idx"; readonly object: Expr; readonly index: Expr; readonly optional?: boolean }
  /** Whether evaluating `of` throws. */
  | { readonly kind: "failed"; readonly of: Expr }
  /** The error that evaluating `of` throws, else `undefined`. */
  | { readonly kind: "caught"; readonly of: Expr }
  /** How evaluating `of` ends, as JSON: its value, or its error in the value's place. */
  | { readonly kind: "held"; readonly of: Expr }
  /** The value that `held` made JSON of, or its error, thrown. */
  | { readonly kind: "released"; readonly of: Expr }
  /** What a variable holds when a round of the loop begins; `out` of the loop with `port` is what it holds at the end. */
  | { readonly kind: "carried"; readonly loop: NodeId; readonly name: string }
  /** The array of a fan-out whose items may have failed, as `Promise.allSettled` gives it. */
  | { readonly kind: "settled"; readonly node: NodeId };

export interface ArrayElement {
  readonly value: Expr;
  readonly spread?: boolean;
}
export type ObjectEntry =
  | { readonly key: string | Expr; readonly value: Expr }
  | { readonly spread: Expr };

interface NodeBase {
  readonly id: NodeId;
  readonly span: Span;
  /** Awaited before this node is reached: the barriers of its async activation, not yet transitively reduced. */
  readonly after: readonly NodeId[];
}

/** What takes time, and may stand in a `finally` block. */
interface WorkBase extends NodeBase {
  /** In a `finally` block: what is awaited before its `try` begins. The block also runs when a run is stopped behind that. */
  readonly finally?: readonly NodeId[];
}

/** A call of a step. */
export interface CallNode extends WorkBase {
  readonly kind: "call";
  readonly step: StepId;
  readonly input: Expr;
  /** Inside `try` or `Promise.allSettled`: a failure is a value that travels and does not fail the run. */
  readonly soft?: boolean;
}

/** A call of another pipeline, whose body is shared by all its calls. */
export interface PipelineCallNode extends WorkBase {
  readonly kind: "pipeline";
  readonly pipeline: PipelineId;
  /** A value for each of its parameters, defaults applied. */
  readonly args: { readonly [param: string]: Expr };
  /** Inside `try` or `Promise.allSettled`: a failure is a value that travels and does not fail the run. */
  readonly soft?: boolean;
}

/** Pure JavaScript outlined from the source: `fragment(...args)`. Its value may be anything, also a function. */
export interface JsNode extends NodeBase {
  readonly kind: "js";
  readonly fragment: FragmentId;
  readonly args: readonly Expr[];
}

/** `if`, `?:`, `&&`, `||`, `??`, and the rest of a block after an early return. */
export interface IfNode extends NodeBase {
  readonly kind: "if";
  readonly cond: Expr;
  readonly then: Block;
  readonly else: Block;
  /** Variables that the arms leave with different values. */
  readonly merges: readonly { readonly port: string; readonly then: Expr; readonly else: Expr }[];
  /** A condition that throws is caught by the code around it. */
  readonly soft?: boolean;
}

/** `Promise.all(over.map(async (item, index) => …))`: every item is a chain of its own. */
export interface MapNode extends WorkBase {
  readonly kind: "map";
  readonly over: Expr;
  readonly body: Block;
  /** What one item yields; the node's value is the array of these, in index order. */
  readonly yields: Expr;
  /** Items that fail leave their error in the array. */
  readonly soft?: boolean;
}

/** Rounds one after the other: `for…of` over a list that only the run knows, `while`, `do…while`. */
export interface LoopNode extends WorkBase {
  readonly kind: "loop";
  /** Absent for `while`: then at most `maxRounds` rounds. */
  readonly over?: Expr;
  readonly maxRounds?: number;
  /** Variables that rounds hand on: what they hold before the first round, and after a round. */
  readonly carried: readonly { readonly name: string; readonly init: Expr; readonly next: Expr }[];
  readonly body: Block;
  /** Whether no further round follows. */
  readonly done: Expr;
  /** Code that a round evaluated and that may have thrown where nothing catches it. */
  readonly checks: readonly NodeId[];
}

/** Nothing runs until a time is over or a person has said yes. */
export type Wait =
  | { readonly kind: "sleep"; readonly seconds: number }
  /** Without an answer in time, and after a no, the run fails. */
  | { readonly kind: "approve"; readonly message: string; readonly timeoutSeconds?: number };

/** `sleep(…)` or `approve(…)`: it has no value, and code before it that throws keeps it from starting. */
export interface WaitNode extends WorkBase {
  readonly kind: "wait";
  readonly wait: Wait;
  /** Inside `try` or `Promise.allSettled`. */
  readonly soft?: boolean;
}

/** Stands where an error was reported, so that later phases say nothing more about it. */
export interface ErrorNode extends NodeBase {
  readonly kind: "error";
}

export type Node = CallNode | PipelineCallNode | JsNode | IfNode | MapNode | LoopNode | WaitNode | ErrorNode;

/** Nodes in program order; edges are in `after` and in the expressions. */
export interface Block {
  readonly nodes: readonly Node[];
}

/** Pure code of the user, as an arrow function of its free local variables, in the scope of `module`. */
export interface Fragment {
  readonly id: FragmentId;
  readonly module: string;
  readonly params: readonly string[];
  /** TypeScript source text of the expression. */
  readonly text: string;
  readonly span: Span;
  /** False when it cannot throw whatever its arguments are. */
  readonly mayThrow: boolean;
}

export interface ParamIr {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  /** The destructured default, when it is a constant. */
  readonly default?: Json;
  /** The artifact type's name when the parameter is an artifact, so that a path on the command line is saved first. */
  readonly artifact?: string;
  readonly description?: string;
  /** Where it is named. */
  readonly span?: Span;
}

/** A request and a limit, both in canonical Kubernetes notation. */
export interface ResourceIr {
  readonly request: string;
  readonly limit?: string;
}

/** A step's options after validation: constants only, quantities canonical, durations in seconds. */
export interface StepOptionsIr {
  readonly name?: string;
  readonly description?: string;
  readonly image?: string;
  readonly cpu?: ResourceIr;
  readonly memory?: ResourceIr;
  readonly gpu?: GpuIr;
  readonly disk?: ResourceIr;
  readonly shm?: string;
  readonly resources?: { readonly [name: string]: string };
  readonly env?: { readonly [name: string]: string };
  readonly secrets?: Json;
  readonly mounts?: Json;
  readonly retry?: RetryIr;
  readonly timeoutSeconds?: number;
  readonly cache?: Json;
  /** Running it changes the world: it is never answered from a cache. */
  readonly effect?: boolean;
  readonly queue?: string;
  readonly priorityClass?: string;
  readonly spot?: Json;
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly tolerations?: readonly Json[];
  readonly affinity?: Json;
  readonly serviceAccount?: string;
  readonly labels?: { readonly [label: string]: string };
  readonly annotations?: { readonly [name: string]: string };
  readonly external?: readonly string[];
  readonly pod?: Json;
}

export interface GpuIr {
  /** The name in the catalogue, as in `gpu("nvidia-l4")`. */
  readonly name: string;
  readonly count: number;
  /** The extended resource, `nvidia.com/gpu`. */
  readonly resource: string;
  readonly nodeSelector: { readonly [label: string]: string };
  readonly tolerations: readonly Json[];
}

export type RetryCause = "error" | "oom" | "preempted" | "timeout";
export interface RetryIr {
  /** Retries after the first attempt. */
  readonly limit: number;
  readonly on: readonly RetryCause[];
  readonly exitCodes?: readonly number[];
  readonly backoffSeconds?: number;
  readonly backoffFactor?: number;
  readonly backoffMaxSeconds?: number;
  /** Present: each retry after `oom` gets more memory. */
  readonly memory?: MemoryGrowthIr;
}

export interface MemoryGrowthIr {
  readonly factor: number;
  /** In canonical Kubernetes notation. */
  readonly max?: string;
}

/** What a step that is not TypeScript runs; what is code of its options lies in its bundle. */
export type StepWork =
  | {
      readonly kind: "container";
      readonly workingDirectory?: string;
    }
  | {
      readonly kind: "python";
      /** Where the files lie, relative to the project root; empty for the root itself. */
      readonly folder: string;
      /** A key of `sources`. */
      readonly file: string;
      readonly function: string;
      /** Texts of the Python files, by their path relative to the folder that `file` lies in. */
      readonly sources: { readonly [path: string]: string };
      /** The text of the requirements file. */
      readonly requirements?: string;
    }
  | {
      readonly kind: "manifest";
    };

/** What a step takes, and what it gives. */
export type StepEnd = "input" | "output";

export interface StepIr {
  readonly id: StepId;
  /** The `name` option or the const's name. */
  readonly name: string;
  /** The module relative to the project root, and the name of the top-level const that holds the step. */
  readonly module: string;
  readonly binding: string;
  readonly options: StepOptionsIr;
  /** Absent: a TypeScript function. */
  readonly work?: StepWork;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  /** Which of the two schemas the author wrote. Absent: both are of the function's types. */
  readonly given?: readonly StepEnd[];
  readonly span: Span;
  /** Where each option is written, by its path (`cpu`, `retry.limit`), so that a target can point at it. */
  readonly optionSpans: { readonly [path: string]: Span };
}

export interface PipelineOptionsIr {
  readonly name?: string;
  readonly description?: string;
  readonly schedule?: string;
  readonly timezone?: string;
  readonly parallelism?: number;
  readonly maxDepth?: number;
  readonly timeoutSeconds?: number;
  readonly labels?: { readonly [label: string]: string };
  readonly serviceAccount?: string;
  readonly queue?: string;
  readonly defaults?: StepOptionsIr;
  readonly glue?: "auto" | "forbid";
}

/** A pipeline that another one calls. `param` in its body names a parameter of its own. */
export interface SubPipelineIr {
  readonly id: PipelineId;
  readonly name: string;
  readonly params: readonly ParamIr[];
  readonly body: Block;
  readonly result: PipelineIr["result"];
  /** Where it may call itself: how many runs may lie in each other, and the parameter that counts them, from 1. */
  readonly depth?: { readonly most: number; readonly param: string };
  /** What fails in it is its result, for callers that catch it; other callers have a body of their own. */
  readonly soft?: boolean;
  readonly span: Span;
}

export interface PipelineIr {
  readonly version: 1;
  /** What it is called by, where a pipeline that it calls calls it. */
  readonly id?: PipelineId;
  readonly name: string;
  readonly module: string;
  readonly binding: string;
  readonly options: PipelineOptionsIr;
  readonly optionSpans: { readonly [path: string]: Span };
  readonly params: readonly ParamIr[];
  readonly body: Block;
  /** The pipeline's result, and what is awaited before it is evaluated. */
  readonly result: { readonly value: Expr; readonly after: readonly NodeId[]; readonly span: Span };
  readonly steps: readonly StepIr[];
  /** Pipelines that are called, by this one or each other; absent when none is. */
  readonly pipelines?: readonly SubPipelineIr[];
  readonly fragments: readonly Fragment[];
  readonly span: Span;
}
