/** Values too large to travel go through the store. */
import { StoreError, type Store, type WireSpill } from "@argosy/sdk/runtime";
import { FetchError } from "./call-scope.ts";
import { EXIT, PodFailure } from "./failure.ts";

export interface Spills {
  readonly save: (text: string) => Promise<WireSpill>;
  /** @throws {FetchError} */
  readonly load: (spill: WireSpill) => Promise<string>;
}

// A fan-out may have spilled thousands; more at once only fills sockets and memory.
const AT_ONCE = 16;

export function createSpills(store: () => Store | undefined): Spills {
  const limited = limit(AT_ONCE);
  return {
    save: (text) => limited(() => (store() ?? refuseToSave(text)).put(text)),
    load: async ({ uri, sha256 }) => {
      try {
        const bytes = await limited(() => (store() ?? refuseToLoad(uri)).read(uri, sha256));
        return new TextDecoder().decode(bytes);
      } catch (error) {
        throw new FetchError(uri, { cause: error });
      }
    },
  };
}

function refuseToSave(text: string): never {
  const message = `a value of ${Math.ceil(text.length / 1024)} KiB is too large to travel, and this run has no store for it; give it one with --store or ARGOSY_STORE`;
  throw new PodFailure(EXIT.value, { name: "StoreError", message }, `StoreError: ${message}`);
}

function refuseToLoad(uri: string): never {
  throw new StoreError("unavailable", `a value lies in ${uri}, and this pod was given no store (ARGOSY_STORE)`);
}

/** Runs at most `most` actions at once, in the order of their coming. */
function limit(most: number): <T>(action: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (action) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await action();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
