import { pipeline } from "@argosy/sdk";
import { add, double } from "./steps.ts";

export const inputs = [{ start: 1, limit: 20 }, { start: 50, limit: 20 }];
export const main = pipeline({ name: "loop-while" }, async ({ start, limit }: { start: number; limit: number }) => {
  let n = start;
  let rounds = 0;
  while (n < limit) {
    n = (await double({ n })).n;
    rounds++;
  }
  do {
    n = await add({ a: n, b: -1 });
  } while (n > limit + 10);
  let sum = 0;
  for (let index = 0; index < rounds; index++) sum = await add({ a: sum, b: index });
  return { n, rounds, sum };
});
