import { pipeline } from "@argosy/sdk";
import { add, double, nothing, range } from "./steps.ts";

export const inputs = [{ count: 2 }];
export const main = pipeline({ name: "mixed-promises" }, async ({ count }: { count: number }) => {
  const pending = range({ count });
  const sum = await add({ a: count, b: 1 });
  const numbers = await pending;
  const mapped = numbers.map((n) => double({ n }));
  await nothing({ reason: "between" });
  const doubled = await Promise.all(mapped);
  const settled = await Promise.all([sum, double({ n: doubled.length }), "plain"]);
  const run = async (n: number) => {
    const first = await add({ a: n, b: 1 });
    return add({ a: first, b: 1 });
  };
  const [x, y] = await Promise.all([run(1), run(10)]);
  return { doubled, settled, x, y };
});
