import { pipeline } from "@argosy/sdk";
import { nothing } from "./steps.ts";

export const inputs = [{ n: 0 }, { n: 1 }, { n: 4 }, { n: 30 }];
export const main = pipeline({ name: "loops-that-leave" }, async ({ n }: { n: number }) => {
  let count = 0;
  outer: for (const x of [1, 2, 3]) {
    inner: for (let index = 0; index < 3; index++) {
      count += index;
      if (count > n) continue outer;
      if (index === 1) continue inner;
      count += 10;
    }
    await nothing({ reason: `${x} ${count}` });
  }
  named: for (let index = 0; index < 9; index++) {
    count += 1;
    if (count === n + 40) break named;
  }
  for (let index = 0; index < 3; index++) if (index === n) return { early: index };
  return { count };
});
