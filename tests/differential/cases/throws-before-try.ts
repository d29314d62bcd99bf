import { pipeline } from "@argosy/sdk";
import { echo, range, risky } from "./steps.ts";

export const inputs = [{ count: 2, n: 1 }, { count: 2, n: -1 }, { count: 0, n: 1 }];
export const main = pipeline({ name: "throws-before-try" }, async ({ count, n }: { count: number; n: number }) => {
  const runs = await range({ count });
  const best = runs.reduce((a, b) => (a > b ? a : b));
  const log: string[] = [];
  try {
    log.push(await echo({ value: `${await risky({ n: n * 2 })}` }));
  } catch (error) {
    log.push(await echo({ value: (error as Error).message }));
  }
  return { best, log };
});
