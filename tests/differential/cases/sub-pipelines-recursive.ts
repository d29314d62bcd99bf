import { pipeline } from "@argosy/sdk";
import { add, echo, range } from "./steps.ts";

const tree = pipeline({ name: "tree", maxDepth: 3 }, async ({ depth, path = "root" }: { depth: number; path?: string }): Promise<string[]> => {
  const own = await echo({ value: `${path} ${depth}` });
  if (depth <= 1) return [own];
  const below = await range({ count: 2 });
  const found = await Promise.all(below.map((one) => tree({ depth: depth - 1, path: `${path}/${one}` })));
  return [own, ...found.flat()];
});
const endless = pipeline({ name: "endless", maxDepth: 2 }, async ({ n }: { n: number }): Promise<number> => {
  return endless({ n: await add({ a: n, b: 1 }) });
});

export const inputs = [
  { depth: 3, caught: true },
  { depth: 4, caught: true },
  { depth: 1, caught: false },
];
export const main = pipeline({ name: "sub-pipelines-recursive" }, async ({ depth, caught }: { depth: number; caught: boolean }) => {
  const all = await tree({ depth });
  if (!caught) return { all, n: await endless({ n: depth }) };
  try {
    await endless({ n: depth });
  } catch (error) {
    return { all, seen: (error as Error).name };
  }
  return { all, seen: "never" };
});
