import { double } from "./steps.ts";

export enum Level {
  Low = 1,
  High = 7,
}
export const LIMITS = { low: 0, high: 100 } as const;

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

export async function doubleTwice(n: number): Promise<number> {
  const once = await double({ n });
  return (await double({ n: once.n })).n;
}
