import { pipeline } from "@argosy/sdk";
import { add, double, range, risky } from "./steps.ts";

export const inputs = [
  { xs: [1, 200, 3], n: 2 },
  { xs: [], n: -1 },
];
export const main = pipeline({ name: "promise-lists" }, async ({ xs, n }: { xs: number[]; n: number }) => {
  const pending: Promise<number>[] = [add({ a: n, b: 0 })];
  if (n > 0) pending.push(add({ a: n, b: 1 }), risky({ n }));
  else pending.unshift(add({ a: n, b: 2 }));
  for (const k of [1, 2]) pending.push(add({ a: k, b: n }));
  for (const [index, x] of xs.entries()) if (x > 1) pending.push(add({ a: x, b: index }));
  pending.push(...xs.map((x) => add({ a: x, b: 5 })));
  const all = await Promise.all(pending);

  const risks: Promise<number>[] = [];
  for (const x of xs) {
    const { n: twice } = await double({ n: x });
    if (twice > 2) risks.push(risky({ n: twice }));
  }
  const ended = await Promise.allSettled(risks);

  const flat = await Promise.all(xs.flatMap((x) => [add({ a: x, b: 1 }), add({ a: x, b: 2 })]));
  const made = await Promise.all(Array.from({ length: Math.abs(n) }, async (_, index) => add({ a: index, b: n })));
  const chained = await Promise.all(xs.map((x) => range({ count: x % 4 })).map(async (p) => (await p).length));
  return {
    all,
    ended: ended.map((one) => (one.status === "fulfilled" ? one.value : one.reason.message)),
    flat,
    made,
    chained,
  };
});
