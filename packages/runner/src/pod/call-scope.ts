/** What generated code around a call sees: values that travelled here, bindings, the step's result. */
import { type CallScope, hold, release } from "@argosy/sdk/runtime";
import { decode, decodeSettled, type LoadSpill } from "./decode.ts";
import type { PodInput } from "./input.ts";

export type Settled = { readonly value: unknown } | { readonly error: unknown };

export interface PodScope {
  readonly scope: CallScope;
  /** Brings in everything that was asked for so far; before that no read has a value. */
  readonly fetch: (load: LoadSpill) => Promise<void>;
  /** Gives the step's result, or its error, to the code that comes after it. */
  readonly setOut: (settled: Settled) => void;
}

/** A failure to bring a value here, as opposed to an error that travelled in its place. */
export class FetchError extends Error {
  override readonly name: string = "FetchError";
}

export function createPodScope(input: PodInput): PodScope {
  const reads: ((load: LoadSpill) => Promise<void>)[] = [];
  let out: Settled | undefined;

  const read = (name: string, lists: number, lenientString = false, isSettled = false): (() => unknown) => {
    if (!Object.hasOwn(input, name)) throw new Error(`the input has no \`${name}\``);
    let settled: Settled | undefined;
    reads.push(async (load) => {
      const given = lenientString ? lenient(input[name]) : input[name];
      settled = await settle(isSettled ? decodeSettled(given, lists, load) : decode(given, lists, load));
    });
    return () => open(settled, name);
  };

  return {
    scope: {
      read,
      bind: (place, compute) => memoise(() => annotated(place, compute)),
      out: () => open(out, "the step's result"),
      failed: (compute) => "error" in attempt(compute),
      caught: (compute) => {
        const end = attempt(compute);
        return "error" in end ? end.error : undefined;
      },
      held: hold,
      released: (compute) => release(compute()),
    },
    fetch: async (load) => {
      await Promise.all(reads.map((fetch) => fetch(load)));
    },
    setOut: (settled) => {
      out = settled;
    },
  };
}

function attempt(compute: () => unknown): Settled {
  try {
    return { value: compute() };
  } catch (error) {
    return { error };
  }
}

async function settle(value: Promise<unknown>): Promise<Settled> {
  try {
    return { value: await value };
  } catch (error) {
    if (error instanceof FetchError) throw error;
    return { error };
  }
}

function open(settled: Settled | undefined, name: string): unknown {
  if (settled === undefined) throw new Error(`${name} was used before it was there`);
  if ("error" in settled) throw settled.error;
  return settled.value;
}

/**
 * A string parameter of a hand-submitted run is its bare text. Ours arrives as the text of a JSON string, so that
 * what is no JSON string, such as `hello` or `5`, is the value itself.
 */
function lenient(given: unknown): unknown {
  if (typeof given !== "string") return given;
  try {
    const parsed: unknown = JSON.parse(given);
    return typeof parsed === "string" || (typeof parsed === "object" && parsed !== null && "$argosy" in parsed)
      ? parsed
      : given;
  } catch {
    return given;
  }
}

function memoise(compute: () => unknown): () => unknown {
  let settled: Settled | undefined;
  return () => {
    if (settled === undefined) {
      try {
        settled = { value: compute() };
      } catch (error) {
        settled = { error };
      }
    }
    return open(settled, "a binding");
  };
}

/** An error keeps the place where it was thrown first. */
function annotated(place: string, compute: () => unknown): unknown {
  try {
    return compute();
  } catch (error) {
    if (typeof error === "object" && error !== null && !("at" in error) && Object.isExtensible(error)) {
      Object.defineProperty(error, "at", { value: place, configurable: true, writable: true });
    }
    throw error;
  }
}
