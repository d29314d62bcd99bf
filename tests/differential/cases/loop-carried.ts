import { pipeline } from "@argosy/sdk";
import { add, range } from "./steps.ts";

export const inputs = [{ count: 4 }, { count: 0 }, { count: 1 }];
export const main = pipeline({ name: "loop-carried" }, async ({ count }: { count: number }) => {
  const numbers = await range({ count });
  let total = 100;
  let seen = "";
  for (const [index, n] of numbers.entries()) {
    total = await add({ a: total, b: n * 10 + index });
    seen += `${n};`;
  }
  const last = await add({ a: total, b: 0.5 });
  return { total, seen, last };
});
