import { pipeline } from "@argosy/sdk";
import { add, range, score } from "./steps.ts";

export const inputs = [{ count: 3, prefix: "p" }];
export const main = pipeline({ name: "map-index-capture" }, async ({ count, prefix }: { count: number; prefix: string }) => {
  const numbers = await range({ count });
  const offset = await add({ a: count, b: 100 });
  return Promise.all(numbers.map(async (n, index) => score({ name: `${prefix}-${n}-${offset}`, weight: index + 1 })));
});
