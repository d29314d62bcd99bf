import { pipeline } from "@argosy/sdk";
import { add, echo, range, risky } from "./steps.ts";

export const inputs = [{ count: 2, offset: 98 }, { count: 2, offset: -1 }];
export const main = pipeline({ name: "try-loops-nested" }, async ({ count, offset }: { count: number; offset: number }) => {
  const numbers = await range({ count });
  let log = "";
  let kept: unknown;
  outer: for (const a of numbers) {
    try {
      let k = 0;
      while ((await add({ a: k, b: a })) < 4) {
        k += 1;
        try {
          for (const b of numbers) {
            if (a + b === 4) continue outer;
            if (a + b === 5) break outer;
            const all = await Promise.all(numbers.map(async (c) => risky({ n: a + b + c + offset })));
            log += `${all.length}`;
            if (all[0] === 100) throw new TypeError(`hundred in ${a}${b}`);
          }
        } finally {
          log += await echo({ value: `f${k};` });
        }
      }
      log += `w${k};`;
    } catch (error) {
      kept = error;
      log += `${(error as Error).name}: ${(error as Error).message};`;
    }
  }
  return { log, message: kept instanceof Error ? kept.message : null, name: (kept as Error | undefined)?.name ?? "none" };
});
