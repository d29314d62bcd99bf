import { pipeline } from "@argosy/sdk";
import { add, double, risky } from "../steps.ts";

const BY = { two: 2 } as const;

export const twice = pipeline({ name: "twice" }, async ({ n, times = BY.two }: { n: number; times?: number }) => {
  const once = await double({ n });
  return add({ a: once.n, b: times });
});
export const checked = pipeline({ name: "checked" }, async ({ n }: { n: number }): Promise<number> => {
  if (n === 3) throw new RangeError(`no ${n}`);
  return twice({ n: await risky({ n }) });
});
export default pipeline({ name: "listed" }, async ({ all }: { all: readonly number[] }) =>
  Promise.all(all.map((n) => twice({ n, times: all.length }))),
);
