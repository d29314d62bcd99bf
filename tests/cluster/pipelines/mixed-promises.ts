import { pipeline, step } from "@argosy/sdk";

export const one = step({ cpu: "20m", memory: "96Mi" }, async ({ x }: { x: number }): Promise<number> => x + 1);
export const maybe = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ x }: { x: number }): Promise<{ found?: string; list: (string | null)[] }> =>
    x > 1 ? { found: `f${x}`, list: [null] } : { list: ["a", null] },
);

async function twice(x: number): Promise<number> {
  const first = await one({ x });
  return one({ x: first * 10 });
}

/** Tuples of everything, helpers that call steps, calls in the middle of expressions, fields that are absent. */
export const mixedPromises = pipeline({ name: "mixed-promises" }, async ({ x, xs }: { x: number; xs: number[] }) => {
  const [a, list, constant, helped] = await Promise.all([
    one({ x }),
    Promise.all(xs.map((each) => one({ x: each }))),
    "constant",
    twice(x),
  ]);
  const sum = (await one({ x: a })) + (await one({ x: list.length }));
  const { found = "nothing", list: nulls } = await maybe({ x });
  const also = await maybe({ x: x + 10 });
  return { a, list, constant, helped, sum, found, nulls, also: also.found ?? null, keys: Object.keys(also) };
});
