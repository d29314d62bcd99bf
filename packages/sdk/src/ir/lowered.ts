/**
 * The lowered program: every expression has a place, every value that travels has a producer.
 * Neutral to the target: Argo is emitted from it and the local engine runs it as it is.
 *
 * A pod receives one JSON object of `reads`, runs its step (glue has none) and writes one wire text per port.
 * A scope is a set of tasks that becomes one DAG: the pipeline's body, the body of a fan-out or loop, or that of a
 * pipeline that is called.
 */
import type { Expr, FragmentId, ParamIr, PipelineOptionsIr, RetryIr, StepId, StepIr, Wait } from "./types.ts";
import type { Span } from "./span.ts";

export type TaskId = string;
export type ScopeId = string;
export type CallKey = string;

/** Where a travelling value comes from. `lists` counts the fan-outs that collected it: each adds an array of wire texts. */
export type ValueRef =
  | { readonly kind: "task"; readonly task: TaskId; readonly port: string; readonly lists: number }
  /** A scope's input: a pipeline parameter in the scope of a pipeline, a captured value or `item` in a fan-out's body. */
  | { readonly kind: "input"; readonly name: string; readonly lists: number }
  | { readonly kind: "lit"; readonly wire: string };

/** The task runs only when the guard port of `ref` holds `is`; anything else (skipped, failed) means it does not run. */
export interface Guard {
  readonly ref: ValueRef;
  readonly is: boolean;
  /** A comparison that the target evaluates itself, instead of a guard port. */
  readonly native?: NativeTest;
}

/** The whitelist of conditions on parameters that a target may evaluate without a pod. */
export type NativeTest =
  /** `param` is an input of the scope. A parameter whose type is `boolean`. */
  | { readonly kind: "truthy"; readonly param: string }
  | {
      readonly kind: "compare";
      readonly param: string;
      readonly op: "===" | "!==" | "<" | "<=" | ">" | ">=";
      readonly value: number | string;
    };

interface TaskBase {
  /** Unique in its scope, DNS-safe, at most 40 characters, stable under reordering of the file. */
  readonly id: TaskId;
  /** Tasks of the same scope that must end first, transitively reduced. Includes the producers of everything read. */
  readonly needs: readonly TaskId[];
  /** From the outermost condition to the innermost. */
  readonly guards: readonly Guard[];
  /** Of a `finally` block, which also runs when the run is stopped once these have ended: tasks of the same scope. */
  readonly finally?: readonly TaskId[];
  readonly span: Span;
}

/** One pod: a step between its prelude and its projections, or glue, which has projections only. */
export interface PodTask extends TaskBase {
  readonly kind: "pod";
  /** Absent for glue. */
  readonly step?: StepId;
  readonly call: CallKey;
  readonly reads: { readonly [name: string]: ValueRef };
  /** The call that gives the outputs when the pod of one whose errors are caught was ended from outside. */
  readonly rescue?: CallKey;
}

/** One run of `body` per item of a list, all at once. Its port `out` holds the collected outputs of the body. */
export interface FanoutTask extends TaskBase {
  readonly kind: "fanout";
  readonly over:
    /** A port with the encoding `items`. */
    | { readonly kind: "items"; readonly ref: ValueRef }
    /**
     * A plain array value that needs no pod to become a list: a parameter. The body's input `item` is the wire array
     * `[index]` alone; the body captures the list itself where it needs the item's value.
     */
    | { readonly kind: "array"; readonly ref: ValueRef }
    /** Known when compiled: wire texts of the items. */
    | { readonly kind: "constant"; readonly items: readonly string[] };
  readonly body: ScopeId;
  /** Values of this scope that the body uses, by the name of the body's input. */
  readonly captures: { readonly [input: string]: ValueRef };
}

/**
 * Rounds of `body` strictly one after the other, each with the state that the one before left. Its port `out` holds the
 * state after the last round, or the first state when there was none.
 */
export interface LoopTask extends TaskBase {
  readonly kind: "loop";
  /** A list to go through, as a fan-out has it; absent for `while`, whose items are `[round]`. */
  readonly over?: FanoutTask["over"];
  /** The most rounds of a `while`, after which the run fails by the name `LoopLimitError`. */
  readonly maxRounds?: number;
  readonly body: ScopeId;
  readonly captures: { readonly [input: string]: ValueRef };
  /** The state before the first round, a wire value. */
  readonly state: ValueRef;
}

/** One run of the body that all calls of a pipeline share. Its port `out` holds what the body yields. */
export interface PipelineTask extends TaskBase {
  readonly kind: "pipeline";
  /** The called pipeline's name. */
  readonly name: string;
  readonly body: ScopeId;
  /** Values of this scope, by the parameter of the pipeline. */
  readonly captures: { readonly [input: string]: ValueRef };
  /** Those that count: in the body they are one more. */
  readonly deeper?: readonly string[];
}

/** No pod: fails with the first error among `refs`, so that what needs it does not start; else it ends well. */
export interface CheckTask extends TaskBase {
  readonly kind: "check";
  readonly refs: readonly ValueRef[];
}

/** No pod: it ends when a time is over or a person has said yes. Its port is never read. */
export interface WaitTask extends TaskBase {
  readonly kind: "wait";
  readonly wait: Wait;
  /** What comes after it is reached by an error too. */
  readonly soft?: boolean;
}

export type Task = PodTask | FanoutTask | LoopTask | PipelineTask | CheckTask | WaitTask;

/** How a scope's output is found once its tasks have ended. */
export type Source =
  | { readonly kind: "ref"; readonly ref: ValueRef }
  | { readonly kind: "choice"; readonly guard: Guard; readonly then: Source; readonly else: Source };

export interface Scope {
  readonly id: ScopeId;
  /** A loop's body has the input `state` besides those of a fan-out's. Main: the parameters. A fan-out's body: `item` (wire array `[index, value]`, or `[index]` over an `array`) and the captures. */
  readonly inputs: readonly string[];
  readonly tasks: readonly Task[];
  readonly output: Source;
  /** A loop's body only: a guard port (or a choice of such) that holds `true` when no further round follows. */
  readonly done?: Source;
  /** Ports whose value may be an error that has to fail the run, with the guards under which the program would have thrown. */
  readonly raises: readonly { readonly ref: ValueRef; readonly guards: readonly Guard[]; readonly span: Span }[];
}

export type PortEncoding =
  /** Any value. */
  | "value"
  /** `true` or `false` by JavaScript truthiness. */
  | "guard"
  /** A JSON array of strings, each the wire text of `[index, value]`. */
  | "items";

/** How a read becomes a variable. */
export interface Read {
  readonly name: string;
  readonly lists: number;
  /** The raw text of a string parameter is taken as it is when it is not JSON. */
  readonly lenientString?: boolean;
  /** The value is an array of `{ status, value }` and `{ status, reason }`, one per element of the list. */
  readonly settled?: boolean;
}

/** In call sites `param`, `item` and `index` are gone: `{kind:"out", node: NAME}` names a read, a binding or `$out`. */
export interface Binding {
  readonly name: string;
  readonly value: Expr | { readonly kind: "call"; readonly fragment: FragmentId; readonly args: readonly Expr[] };
  readonly span: Span;
}

/** The code around one call: one JavaScript scope, evaluated lazily, so that each error stays with the port that meets it. */
export interface CallSite {
  readonly key: CallKey;
  /** Absent for glue. */
  readonly step?: StepId;
  readonly reads: readonly Read[];
  readonly bindings: readonly Binding[];
  /** Evaluated first, in this order: what the program would have evaluated before the call. */
  readonly checks: readonly string[];
  /** The step's input object. */
  readonly input?: Expr;
  /** Where the call is written: the place of what throws in `input`. */
  readonly inputSpan?: Span;
  /** `$out` is the step's result. Every step has the port `out` besides these. */
  readonly ports: readonly {
    readonly port: string;
    readonly encoding: PortEncoding;
    readonly value: Expr;
    readonly span: Span;
  }[];
  /** True inside a fan-out, where values spill to the store earlier. */
  readonly inFanout: boolean;
  /** True in the body of a pipeline that others call: which call it runs for tells its pods apart. */
  readonly isShared?: boolean;
  /** A failure of the last attempt is a value: the pod ends well and `out` holds the error. */
  readonly soft?: { readonly retry?: RetryIr };
  /** Stands in for a call whose pod was ended from outside: `$out` is the error of that. */
  readonly lost?: { readonly step: string; readonly timeoutSeconds?: number };
}

export interface LoweredProgram {
  readonly version: 1;
  readonly name: string;
  readonly options: PipelineOptionsIr;
  /** Where each of the pipeline's options is written, by its path. */
  readonly optionSpans?: { readonly [path: string]: Span };
  readonly params: readonly ParamIr[];
  readonly steps: readonly StepIr[];
  readonly main: ScopeId;
  /** The pipelines that are called, by the scope of their body; absent when none is. */
  readonly pipelines?: {
    readonly [body: ScopeId]: { readonly name: string; readonly span: Span; readonly maxDepth?: number };
  };
  readonly scopes: { readonly [id: ScopeId]: Scope };
  readonly calls: readonly CallSite[];
  readonly span: Span;
}

/** Code for pods, addressed by content. */
export interface Bundle {
  /** The step it runs; `$glue` for all glue of a pipeline. */
  readonly step: StepId | "$glue";
  /** SHA-256 of `code`, hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of the step's own slice and the options that change its result: the cache's identity of the step. */
  readonly digest: string;
  /** One ECMAScript module; running it runs the pod. */
  readonly code: string;
}
