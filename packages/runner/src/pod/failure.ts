/** How a pod fails: with an exit code that says what may be done about it, and an error that says where. */
import type { WireError } from "@argosy/sdk/runtime";
import { isNonRetriable, isNotJsonError, isTypeMismatch, toWireError } from "@argosy/sdk/runtime";
import { cleanStack, findPlace } from "./source-place.ts";

export const EXIT = {
  /** The step threw: another attempt may help. */
  error: 1,
  /** The step threw what says that no attempt will help. */
  nonRetriable: 64,
  /** The input cannot be read, the result cannot be written as JSON, or one of them does not have its type. */
  value: 65,
  /** The pipeline's own code threw before the step. */
  program: 66,
  /** A bug of ours. */
  internal: 70,
  /** Asked to end by SIGTERM. */
  terminated: 143,
} as const;

/** Carries a failure up to where the pod ends. */
export class PodFailure extends Error {
  readonly exitCode: number;
  readonly error: WireError;
  /** For the log: the author's frames, without our own. */
  readonly trace: string;

  constructor(exitCode: number, error: WireError, trace: string) {
    super(error.message);
    this.exitCode = exitCode;
    this.error = error;
    this.trace = trace;
  }
}

/** Thrown by what runs a step that is not TypeScript: it knows best how the pod ends. */
export class StepExit extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, name: string, message: string) {
    super(message);
    this.exitCode = exitCode;
    this.name = name;
    // Nothing in our own frames helps the author.
    this.stack = `${name}: ${message}`;
  }
}

export interface Blame {
  /** The step that was running, if one was. */
  readonly step?: string;
  /** The place to name when the stack tells none. */
  readonly place?: string;
}

/** What is known about something thrown. Anything can be thrown, so nothing about it is trusted. */
export function failureOf(exitCode: number, thrown: unknown, blame: Blame): PodFailure {
  if (safely(() => thrown instanceof PodFailure) === true) return thrown as PodFailure;
  const error = safely(() => toWireError(thrown, blame.step)) ?? {
    name: "Error",
    message: "something was thrown that cannot be read",
  };
  const stack = safely(() => (thrown as Error).stack);
  const at = error.at ?? (typeof stack === "string" ? findPlace(stack, import.meta.url) : undefined) ?? blame.place;
  const trace = typeof stack === "string" ? cleanStack(stack, import.meta.url) : `${error.name}: ${error.message}`;
  return new PodFailure(exitCode, at === undefined ? error : { ...error, at }, trace);
}

/** The exit code for what a step threw. */
export function exitCodeOf(thrown: unknown): number {
  if (safely(() => thrown instanceof StepExit) === true) return (thrown as StepExit).exitCode;
  if (safely(() => isNonRetriable(thrown)) === true) return EXIT.nonRetriable;
  return safely(() => isNotJsonError(thrown) || isTypeMismatch(thrown)) === true ? EXIT.value : EXIT.error;
}

function safely<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/** The last words: one line that fits a termination message (4 KiB). */
export function lastWords({ name, message, at }: WireError): string {
  const line = `${name}: ${message}`;
  const short = line.length > 2_000 ? `${line.slice(0, 2_000)}…` : line;
  return at === undefined ? short : `${short} (at ${at})`;
}
