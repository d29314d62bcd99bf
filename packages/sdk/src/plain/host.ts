/** What surrounds steps that are called in plain Node: the store, the names of steps, who listens. */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { PipelineRecord } from "../brands.ts";
import type { Json } from "../ir/types.ts";
import type { StepEvent } from "../runtime/create-context.ts";
import { DirectoryStore } from "../runtime/directory-store.ts";
import { type Store, StoreError } from "../runtime/store.ts";
import type { WireError } from "../runtime/wire.ts";

/** Hears about one call of a step. */
export interface CallListener {
  readonly event: (event: StepEvent) => void;
  readonly ended: (outcome: { readonly output: Json } | { readonly error: WireError }) => void;
}

export interface PlainHost {
  /** The run's id. */
  readonly run: string;
  /** Opened when a step first needs it. */
  readonly store: () => Store;
  /** The name of a step that has no `name` option. */
  readonly nameOf: (step: unknown) => string | undefined;
  /** Told when a step starts: its input's promises have been kept. */
  readonly started: (step: string, input: Json) => CallListener;
  /** Told of every call at once, with the promise of its end. */
  readonly called?: (end: Promise<unknown>) => void;
}

/** Where the code that runs now belongs to. */
export interface PlainScope {
  readonly host: PlainHost;
  /** Set while a step's own code runs. */
  readonly inStep?: string;
  /** The pipelines around it, once for each run that it lies in. */
  readonly within?: readonly PipelineRecord[];
}

const SCOPES: unique symbol = Symbol.for("argosy.plain");

/** One for the process, so that a second copy of this package joins the same run. */
export function plainScopes(): AsyncLocalStorage<PlainScope> {
  const shared = globalThis as { [SCOPES]?: AsyncLocalStorage<PlainScope> };
  return (shared[SCOPES] ??= new AsyncLocalStorage());
}

/** The host of a call that nobody prepared: the store of the working directory, log lines on stderr. */
export function defaultHost(): PlainHost {
  return {
    run: randomUUID(),
    store: () => storeFromEnvironment(process.env["ARGOSY_STORE"]),
    nameOf: () => undefined,
    started: (step) => ({
      event: (event) => {
        const line = eventLine(event);
        if (line !== undefined) process.stderr.write(step === "" ? `${line}\n` : `[${step}] ${line}\n`);
      },
      ended: () => undefined,
    }),
  };
}

/** `file:///dir`; without it `.argosy/store` of the working directory. */
export function storeFromEnvironment(url: string | undefined): Store {
  if (url === undefined || url === "") return new DirectoryStore(".argosy/store");
  if (url.startsWith("file:")) return new DirectoryStore(fileURLToPath(url));
  throw new StoreError(
    "unavailable",
    `steps called in plain Node use a store in a directory, and ARGOSY_STORE is ${url}; set it to file:///… or unset it`,
  );
}

function eventLine(event: StepEvent): string | undefined {
  switch (event.kind) {
    case "log":
      return event.line;
    case "metric":
      return `${event.name} = ${event.value}`;
    case "artifact":
      return undefined;
  }
}
