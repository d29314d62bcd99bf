// Pipelines that are called: for items, inside try, by themselves, and too deep.
import { pipeline, step } from "@argosy/sdk";

const small = { cpu: "20m", memory: "96Mi" } as const;

export const double = step(small, ({ n }: { n: number }) => n * 2);
export const half = step(small, ({ n }: { n: number }) => {
  if (n % 2 !== 0) throw new RangeError(`${n} is odd`);
  return n / 2;
});

const halved = pipeline({ name: "halved" }, async ({ n, by = 1 }: { n: number; by?: number }) => {
  const first = await half({ n });
  if (by > 9) throw new TypeError("too often");
  return { by, n: first };
});

const chain = pipeline({ name: "chain", maxDepth: 2 }, async ({ n }: { n: number }): Promise<number> => {
  const next = await double({ n });
  return next > 20 ? next : chain({ n: next });
});

export const subPipelines = pipeline({ name: "sub-pipelines" }, async ({ n, list }: { n: number; list: number[] }) => {
  const deep = chain({ n });
  const tooDeep = chain({ n: 1 }).catch((error: Error) => error.name);
  const each = Promise.allSettled(list.map((one) => halved({ n: one, by: 2 })));
  let caught = "nothing";
  try {
    await halved({ n, by: 10 });
  } catch (error) {
    caught = `${(error as Error).name}: ${(error as Error).message}`;
  }
  return { each: await each, caught, deep: await deep, tooDeep: await tooDeep };
});
