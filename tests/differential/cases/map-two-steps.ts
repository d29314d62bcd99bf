import { pipeline } from "@argosy/sdk";
import { add, double, range } from "./steps.ts";

export const inputs = [{ count: 3 }, { count: 0 }];
export const main = pipeline({ name: "map-two-steps" }, async ({ count }: { count: number }) => {
  const numbers = await range({ count });
  const results = await Promise.all(
    numbers.map(async (value, index) => {
      const { n } = await double({ n: value });
      const sum = await add({ a: n, b: index });
      return { value, n, sum, label: `${index}:${sum}` };
    }),
  );
  return { results, sums: results.map((one) => one.sum) };
});
