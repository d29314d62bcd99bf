import { pipeline } from "@argosy/sdk";
import { add, echo, range } from "./steps.ts";

export const inputs = [{ count: 6, stop: 2, back: 99 }, { count: 6, stop: 99, back: 3 }, { count: 6, stop: 99, back: 99 }];
export const main = pipeline({ name: "loop-exits" }, async ({ count, stop, back }: { count: number; stop: number; back: number }) => {
  let total = 0;
  for (const n of await range({ count })) {
    if (n === 1) continue;
    const next = await add({ a: total, b: n });
    if (n === stop) break;
    if (n === back) return { returned: await echo({ value: `at ${n}` }), next };
    total = next;
  }
  return { total };
});
