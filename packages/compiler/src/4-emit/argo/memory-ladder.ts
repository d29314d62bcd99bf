/** Memory that grows from attempt to attempt. */
import { grownMemory, parseQuantity, quantityToNumber, type StepOptionsIr } from "@argosy/sdk/ir";
import type { ResourceRequirements } from "./objects.ts";

/** What each attempt gets, until nothing grows any more; the first alone where memory stays as it is. */
export type MemoryLadder = readonly [Rung, ...Rung[]];

interface Rung {
  readonly request: string;
  readonly limit?: string;
}

/**
 * Argo counts retries and remembers nothing of those before the last, so every retry climbs, whatever it was for: what was
 * raised once stays raised.
 */
export function memoryLadder({ requests, limits }: ResourceRequirements, { retry }: StepOptionsIr): MemoryLadder {
  const limit = limits?.["memory"];
  const first: Rung = { request: requests["memory"] ?? "0", ...(limit === undefined ? {} : { limit }) };
  const growth = retry?.memory;
  if (retry === undefined || growth === undefined) return [first];
  const rungs: [Rung, ...Rung[]] = [first];
  for (let attempt = 1; attempt <= retry.limit; attempt++) {
    const next = grownMemory(first, growth, attempt);
    if (JSON.stringify(next) === JSON.stringify(rungs.at(-1))) break;
    rungs.push(next);
  }
  return rungs;
}

/** Bytes. */
export type LimitsByAttempt = readonly [number, ...number[]];

/** Undefined where there is no limit. */
export function limitsOf([first, ...others]: MemoryLadder): LimitsByAttempt | undefined {
  const bytes = ({ limit = "" }: Rung): number => quantityToNumber(parseQuantity(limit));
  return first.limit === undefined ? undefined : [bytes(first), ...others.map(bytes)];
}
