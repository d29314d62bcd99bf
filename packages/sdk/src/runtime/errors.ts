/** Errors on their trip between steps. */
import type { Json } from "../ir/types.ts";
import type { WireError } from "./wire.ts";

const NON_RETRIABLE: unique symbol = Symbol.for("argosy.NonRetriableError");
const DEEPEST_CAUSE = 5;

/**
 * Thrown in a step, it fails the step at once: no retry, whatever the step's `retry` says.
 *
 * @example
 * if (rows.length === 0) throw new NonRetriableError("the data set is empty");
 */
export class NonRetriableError extends Error {
  declare readonly [NON_RETRIABLE]: true;

  static {
    setHidden(this.prototype, "name", "NonRetriableError");
    setHidden(this.prototype, NON_RETRIABLE, true);
  }

  /** Also true for an instance of another copy of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this === NonRetriableError) return typeof value === "object" && value !== null && NON_RETRIABLE in value;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }
}

/**
 * A step's error as a pipeline catches it. Built-in classes such as `TypeError` are restored; other classes are told
 * apart by `name`.
 */
export interface StepError extends Error {
  /** The step that failed. */
  readonly step: string;
}

/** The names of failures that come from outside a step's code. */
export type OutsideFailure = "OutOfMemoryError" | "TimeoutError" | "PreemptedError" | "CancelledError";

/** What a loop without a list ends with when it does not end by itself. */
export function loopLimitError(rounds: number, at: string): WireError {
  const message = `the loop ran ${rounds} rounds, the most that one may run, and never ended`;
  return { name: "LoopLimitError", message, at };
}

/** What a pipeline ends with that calls itself deeper than it may. */
export function recursionLimitError(maxDepth: number, at?: string): WireError {
  const message = `the pipeline called itself more than ${maxDepth} deep, which is its maxDepth`;
  return { name: "RecursionLimitError", message, ...(at === undefined ? {} : { at }) };
}

/** What travels of something thrown. `step` is the step that threw, unless the error came from another one already. */
export function toWireError(thrown: unknown, step?: string): WireError {
  return describe(thrown, step, DEEPEST_CAUSE);
}

function describe(thrown: unknown, step: string | undefined, depth: number): WireError {
  if (!isErrorLike(thrown))
    return { name: "Error", message: printThrown(thrown), ...(step === undefined ? {} : { step }) };
  const from = typeof thrown.step === "string" ? thrown.step : step;
  const { at, cause } = thrown;
  return {
    name: String(thrown.name || "Error"),
    message: String(thrown.message ?? ""),
    ...(from === undefined || from === "" ? {} : { step: from }),
    ...(typeof at === "string" ? { at } : {}),
    ...(isErrorLike(cause) && depth > 0 ? { cause: describe(cause, undefined, depth - 1) } : {}),
  };
}

/** The error that travelled: an `Error` with `name`, `message`, `step` and `cause`, of its class when that is built in. */
export function fromWireError(error: WireError): Error {
  const cause = error.cause === undefined ? {} : { cause: fromWireError(error.cause) };
  const restored = construct(error.name, error.message, cause);
  if (restored.name !== error.name) setHidden(restored, "name", error.name);
  if (error.step !== undefined)
    Object.defineProperty(restored, "step", {
      value: error.step,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  if (error.at !== undefined) setHidden(restored, "at", error.at);
  const places = [
    error.at === undefined ? "" : `\n    at ${error.at}`,
    error.step === undefined ? "" : `\n    in step ${error.step}`,
  ];
  setHidden(restored, "stack", `${error.name}: ${error.message}${places.join("")}`);
  return restored;
}

function construct(name: string, message: string, options: ErrorOptions): Error {
  switch (name) {
    case "TypeError":
      return new TypeError(message, options);
    case "RangeError":
      return new RangeError(message, options);
    case "SyntaxError":
      return new SyntaxError(message, options);
    case "ReferenceError":
      return new ReferenceError(message, options);
    case "EvalError":
      return new EvalError(message, options);
    case "URIError":
      return new URIError(message, options);
    case "AggregateError":
      return new AggregateError([], message, options);
    case "NonRetriableError":
      return new NonRetriableError(message, options);
    default:
      return new Error(message, options);
  }
}

/** An error as a value: what it is in a pipeline's result and as the reason of `allSettled`. */
export function errorJson(error: Error): Json {
  const { name, message, step } = describe(error, undefined, 0);
  return { name, message, ...(step === undefined ? {} : { step }) };
}

function isErrorLike(value: unknown): value is Error & { readonly step?: unknown; readonly at?: unknown } {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

function printThrown(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  try {
    return JSON.stringify(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

function setHidden(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: false, configurable: true, writable: true });
}

/** True for a `NonRetriableError` and its subclasses, of this or another copy of the package. */
export function isNonRetriable(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && NON_RETRIABLE in thrown;
}
