import { pipeline } from "@argosy/sdk";
import { clamp, doubleTwice, Level, LIMITS } from "./helpers-library.ts";
import * as steps from "./steps.ts";
import { add as plus } from "./steps.ts";

export const inputs = [{ x: 4 }, { x: 400 }];
export const main = pipeline({ name: "helpers" }, async ({ x }: { x: number }) => {
  const clamped = clamp(x, LIMITS.low, LIMITS.high);
  const twice = await doubleTwice(clamped);
  const total = await plus({ a: twice, b: Level.High });
  const named = await steps.score({ name: Level[Level.High] ?? "?", weight: total });
  const squared = (n: number): number => n ** 2;
  return { total, name: named.name, squares: [1, total].map(squared) };
});
