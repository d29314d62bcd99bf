import { pipeline } from "@argosy/sdk";
import { add, range } from "./steps.ts";

/** One of the variables that a loop carries is the whole result. */
export const inputs = [{ count: 3 }, { count: 0 }];
export const main = pipeline({ name: "loop-result" }, async ({ count }: { count: number }) => {
  const numbers = await range({ count });
  let total = 100;
  for (const n of numbers) total = await add({ a: total, b: n });
  return total;
});
