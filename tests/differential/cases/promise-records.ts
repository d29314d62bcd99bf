import { pipeline } from "@argosy/sdk";
import { add, double, echo } from "./steps.ts";

export const inputs = [{ n: 4 }, { n: 1 }];
const table = { plus: (n: number) => add({ a: n, b: 1 }), twice: async (n: number) => (await double({ n })).n };

export const main = pipeline({ name: "promise-records" }, async ({ n }: { n: number }) => {
  const parts = { sum: add({ a: n, b: 1 }), word: echo({ value: `${n}` }) };
  const values = await Promise.all(Object.values(parts));
  const again = await add({ a: parts.sum, b: 1 });
  const named = Object.fromEntries(
    await Promise.all(Object.entries({ a: 1, b: n }).map(async ([key, b]) => [key, await add({ a: n, b })] as const)),
  );
  const record: Record<string, Promise<number>> = {};
  for (const key of ["x", "y"]) record[key] = add({ a: n, b: key.length });
  record["z"] = table.plus(n);
  const filled = await Promise.all(Object.entries(record).map(async ([key, p]) => `${key}${await p}`));
  const { sum, ...rest } = parts;
  const tabled = await Promise.all((["plus", "twice"] as const).map((key) => table[key](n)));
  return { values, again, named, filled, sum: await sum, rest: Object.keys(rest), tabled };
});
