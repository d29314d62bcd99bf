import { pipeline, step } from "@argosy/sdk";

const base = { cpu: 1, memory: "1Gi" } as const;
export const load = step(base, async ({ n }: { n: number }) => ({ n }));
export const notify = step(base, async (_: { n: number }): Promise<void> => undefined);

export const main = pipeline({ name: "main" }, async ({ xs, n }: { xs: number[]; n: number }) => {
  let total = 0;
  for (const x of xs) {
    const same = await load({ n });
    const other = await load({ n: x });
    const ofOther = await load({ n: other.n });
    const ofTotal = await load({ n: total });
    await notify({ n });
    total = total + same.n + ofOther.n + ofTotal.n;
  }
  const nested = await Promise.all(xs.map((x) => Promise.all(xs.map(() => load({ n: x + 1 })))));
  const computed = await Promise.all(xs.map(() => load({ n: Math.max(n, 1) })));
  return { total, nested, computed };
});
