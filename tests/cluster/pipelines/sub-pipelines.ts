// A pipeline called in a straight line, for items, in rounds, inside try, and one that calls itself.
import { pipeline, step } from "@argosy/sdk";

const small = { cpu: "20m", memory: "96Mi" } as const;

export const double = step(small, ({ n }: { n: number }) => n * 2);
export const half = step(small, ({ n }: { n: number }) => {
  if (n % 2 !== 0) throw new RangeError(`${n} is odd`);
  return n / 2;
});
export const list = step(small, ({ count }: { count: number }) => Array.from({ length: count }, (_, index) => index));

const halved = pipeline({ name: "halved" }, async ({ n, by = 1 }: { n: number; by?: number }) => {
  const first = await half({ n });
  if (by > 9) throw new TypeError("too often");
  return { by, n: await double({ n: first * by }) };
});

const tree = pipeline({ name: "tree", maxDepth: 3 }, async ({ depth }: { depth: number }): Promise<number> => {
  const below = await list({ count: depth - 1 });
  const sums = await Promise.all(below.map(() => tree({ depth: depth - 1 })));
  return sums.reduce((a, b) => a + b, 1);
});

export const subPipelines = pipeline(
  { name: "sub-pipelines" },
  async ({ n, list: all }: { n: number; list: number[] }) => {
    const each = await Promise.allSettled(all.map((one) => halved({ n: one, by: 2 })));
    let caught = "nothing";
    try {
      await halved({ n, by: n + 6 });
    } catch (error) {
      caught = `${(error as Error).name}: ${(error as Error).message}`;
    }
    let last = 8;
    for (const one of all) last = (await halved({ n: last, by: one })).n;
    const deep = await tree({ depth: 3 }).catch((error: Error) => error.name);
    const deeper = await tree({ depth: n }).catch((error: Error) => error.name);
    return { each: each.map((end) => end.status), caught, last, deep, deeper };
  },
);
