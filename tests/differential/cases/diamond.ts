import { pipeline } from "@argosy/sdk";
import { add, double, range } from "./steps.ts";

export const inputs = [{ count: 4 }];
export const main = pipeline({ name: "diamond" }, async ({ count }: { count: number }) => {
  const numbers = await range({ count });
  const [left, { n: right }] = await Promise.all([add({ a: numbers.length, b: 1 }), double({ n: numbers[2] ?? 0 })]);
  return { left, right, total: left + right };
});
