import { pipeline } from "@argosy/sdk";
import { add, double } from "./steps.ts";

export const inputs = [{ a: 1, b: 2 }, { a: 30, b: 40 }];
export const main = pipeline({ name: "glue-only" }, async ({ a, b }: { a: number; b: number }) => {
  const [left, right] = await Promise.all([add({ a, b }), double({ n: b })]);
  if (left * right.n > 100) return { big: left * right.n, sum: await add({ a: left, b: right.n }) };
  return { small: [left, right.n].toSorted((x, y) => y - x) };
});
