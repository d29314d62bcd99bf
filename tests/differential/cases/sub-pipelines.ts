import { pipeline } from "@argosy/sdk";
import { add, double, echo, risky } from "./steps.ts";

const quadruple = pipeline({ name: "quadruple" }, async ({ n, label = "four times" }: { n: number; label?: string }) => {
  const once = await double({ n });
  const twice = await double({ n: once.n });
  return { n: twice.n, text: await echo({ value: `${label} ${n}` }) };
});
const careful = pipeline({ name: "careful" }, async ({ n }: { n: number }) => {
  if (n === 3) throw new RangeError("three is refused");
  const value = await risky({ n });
  return (await quadruple({ n: value })).n;
});

export const inputs = [
  { x: 1, list: [1, 2, 3] },
  { x: -5, list: [] },
  { x: 500, list: [4, -1] },
];
export const main = pipeline({ name: "sub-pipelines" }, async ({ x, list }: { x: number; list: number[] }) => {
  const first = await quadruple({ n: x });
  const beside = quadruple({ n: first.n, label: "beside" });
  const each = await Promise.all(list.map((n) => quadruple(n > 1 ? { n, label: `item ${n}` } : { n })));
  let caught = "nothing";
  let value = 0;
  try {
    value = await careful({ n: x });
  } catch (error) {
    const { name, message } = error as Error;
    caught = await echo({ value: `${name}: ${message}` });
  }
  const settled = await Promise.allSettled(list.map((n) => careful({ n })));
  let sum = 0;
  for (const n of list) sum = (await quadruple({ n: sum + n })).n;
  const more = x > 0 ? await quadruple({ n: sum }) : undefined;
  const waited = quadruple({ n: add({ a: x, b: 1 }) });
  return { first, each, beside: await beside, caught, value, settled, sum, more, waited: (await waited).text };
});
