/** What a process that runs several pods, one after the other, offers to each of them. */
import type { Channel } from "./channel.ts";

const WARM: unique symbol = Symbol.for("argosy.warm");

export interface WarmProcess {
  readonly channel: Channel;
  /** Called in place of leaving the process. */
  readonly leave: (exitCode: number) => void;
}

/** Absent in a process of its own. A global, because the bundle brings another copy of this module. */
export function warmProcess(): WarmProcess | undefined {
  return (globalThis as { readonly [WARM]?: WarmProcess })[WARM];
}

export function offerWarmProcess(warm: WarmProcess): void {
  Object.defineProperty(globalThis, WARM, { value: warm, configurable: true });
}
