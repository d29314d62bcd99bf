import { pipeline } from "@argosy/sdk";
import { double, range } from "./steps.ts";

export const inputs = [{ count: 3 }, { count: 0 }, { count: 1 }];
export const main = pipeline({ name: "map-runtime" }, async ({ count }: { count: number }) => {
  const numbers = await range({ count });
  const doubled = await Promise.all(numbers.map((n) => double({ n })));
  return doubled.map(({ n }) => n);
});
