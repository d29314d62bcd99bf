import { pipeline, sleep } from "@argosy/sdk";
import { add, nothing } from "./steps.ts";

const BRIEF = "1s";

async function pause(): Promise<void> {
  await sleep(BRIEF);
}

function positive(n: number): number {
  if (n < 0) throw new RangeError(`${n} is negative`);
  return n;
}

export const inputs = [
  { x: 1, xs: [1, 2] },
  { x: 20, xs: [] },
  { x: -5, xs: [3] },
];
export const main = pipeline({ name: "waits" }, async ({ x, xs }: { x: number; xs: number[] }) => {
  const first = await add({ a: x, b: 1 });
  if (first > 10) await pause();
  const checked = positive(first);
  await sleep(BRIEF);
  const [sum] = await Promise.all([add({ a: checked, b: 2 }), sleep(BRIEF)]);
  const all = await Promise.all(
    xs.map(async (one) => {
      await pause();
      return add({ a: one, b: sum });
    }),
  );
  try {
    await sleep(BRIEF);
    await nothing({ reason: "waited" });
  } finally {
    await pause();
  }
  return { first, all };
});
