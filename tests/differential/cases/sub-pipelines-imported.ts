import { pipeline } from "@argosy/sdk";
import * as pipelines from "./library/index.ts";
import { careful, library, twice as doubled } from "./library/index.ts";
import { add } from "./steps.ts";
import listed, { twice } from "./library/sub-pipelines.ts";

const table = { small: twice, careful } as const;
const again = doubled;
const member = pipelines.twice;
const plus = add;

async function both(n: number): Promise<readonly number[]> {
  return Promise.all([pipelines.twice({ n }), library.twice({ n, times: 1 })]);
}

export const inputs = [
  { x: 2, list: [1, 2] },
  { x: 3, list: [] },
  { x: 500, list: [3] },
];
export const main = pipeline({ name: "sub-pipelines-imported" }, async ({ x, list }: { x: number; list: number[] }) => {
  const first = await twice({ n: x });
  const second = await doubled({ n: first, times: 5 });
  const third = await pipelines.twice({ n: second });
  let caught = "nothing";
  try {
    await pipelines.checked({ n: x });
  } catch (error) {
    caught = (error as Error).message;
  }
  const ends = await Promise.allSettled(list.map((n) => careful({ n })));
  const mapped = await Promise.all(list.map((n) => library.twice({ n })));
  const tabled = await table.small({ n: x });
  return {
    first, second, third, caught, ends, mapped, tabled,
    both: await both(x),
    listed: await listed({ all: list }),
    relisted: await pipelines.listed({ all: [x] }),
    again: await plus({ a: await again({ n: 1 }), b: await member({ n: 2 }) }),
    deep: await pipelines.library.twice({ n: 4 }),
  };
});
