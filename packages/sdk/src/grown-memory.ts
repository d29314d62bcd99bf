/** How much memory an attempt gets after others ran out of it. */
import type { MemoryGrowthIr, ResourceIr } from "./ir/types.ts";
import { compareQuantities, formatQuantity, parseQuantity, type Quantity } from "./quantity.ts";

/** Factors have this many parts, so that all arithmetic is exact. */
const PARTS = 1_000_000n;
const KIBIBYTE = 1024n * 1_000_000_000n;
/** Just under what Kubernetes counts up to. */
const LARGEST = parseQuantity("7Ei");

/**
 * Request and limit, in canonical notation, after `times` attempts that ran out of memory; whole kibibytes, rounded up.
 * Neither grows beyond the growth's `max`, nor shrinks to it.
 */
export function grownMemory(memory: ResourceIr, { factor, max }: MemoryGrowthIr, times: number): ResourceIr {
  const most = max === undefined ? LARGEST : parseQuantity(max);
  const grow = (text: string): string => (times === 0 ? text : grown(parseQuantity(text), factor, most, times));
  const { request, limit } = memory;
  return { request: grow(request), ...(limit === undefined ? {} : { limit: grow(limit) }) };
}

function grown(start: Quantity, factor: number, most: Quantity, times: number): string {
  const parts = BigInt(Math.round(factor * Number(PARTS)));
  let { nano } = start;
  for (let time = 0; time < times && nano < most.nano; time++) nano = (nano * parts) / PARTS;
  const rounded = { nano: ((nano + KIBIBYTE - 1n) / KIBIBYTE) * KIBIBYTE, binary: true };
  const bounded = compareQuantities(rounded, most) > 0 ? most : rounded;
  return formatQuantity(compareQuantities(bounded, start) > 0 ? bounded : start);
}
