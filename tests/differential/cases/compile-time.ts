import { pipeline } from "@argosy/sdk";
import { add, echo, score } from "./steps.ts";

const SIZES = [1, 2, 3];
const grid = (sizes: readonly number[]): string[] => sizes.flatMap((a) => sizes.map((b) => "x".repeat(a * b)));
const isThorough = (): boolean => SIZES.reduce((a, b) => a + b) > 5;

export const inputs = [{}];
export const main = pipeline({ name: "compile-time" }, async (_params: {}) => {
  const scored = await Promise.all(grid(SIZES).map((name, index) => score({ name, weight: index })));
  const mode = isThorough() ? await echo({ value: "thorough" }) : "quick";
  return { mode, total: await add({ a: scored.length, b: scored.at(-1)?.score ?? 0 }) };
});
