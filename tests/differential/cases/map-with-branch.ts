import { pipeline } from "@argosy/sdk";
import { double, echo, range } from "./steps.ts";

export const inputs = [{ count: 4, limit: 2 }];
export const main = pipeline({ name: "map-with-branch" }, async ({ count, limit }: { count: number; limit: number }) => {
  const numbers = await range({ count });
  return Promise.all(
    numbers.map(async (n) => {
      if (n >= limit) return { n, kind: await echo({ value: "big" }) };
      const doubled = await double({ n });
      return { n: doubled.n, kind: "small" };
    }),
  );
});
