import { pipeline, step } from "@argosy/sdk";

const base = { cpu: 1, memory: "1Gi" } as const;
export const load = step(base, async ({ n }: { n: number }) => ({ n }));
export const train = step(base, async ({ n }: { n: number }) => ({ accuracy: n }));
export const notify = step(base, async (_: { n: number }): Promise<void> => undefined);

export const main = pipeline({ name: "main" }, async ({ xs, ys }: { xs: number[]; ys: number[] }) => {
  const loaded = await Promise.all(xs.map((n) => load({ n })));
  const trained = await Promise.all(ys.map((n) => train({ n })));
  const used = await Promise.all(loaded.map(({ n }) => train({ n })));
  await Promise.all(xs.map((n) => notify({ n })));
  const last = await load({ n: 1 });
  const ofLast = await Promise.all(xs.map((n) => train({ n: n + last.n })));
  const together = await Promise.all([load({ n: ofLast.length }), load({ n: ofLast.length + 1 })]);
  const ofFirst = await train({ n: together[0].n });
  return { trained, used, ofLast, together, ofFirst };
});
