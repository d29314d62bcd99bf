import { pipeline, sleep, step } from "@argosy/sdk";

const small = { cpu: "50m", memory: "96Mi" } as const;
const load = step(small, async ({ rows }: { rows: number }) => rows);
const train = step(small, async ({ rows, lr = 1 }: { rows: number; lr?: number }) => rows * lr);
const note = step(small, async (_: { about: string }): Promise<void> => {});

const both = pipeline({ name: "both" }, async ({ rows }: { rows: number }) => {
  const a = await load({ rows });
  const b = await train({ rows });
  return a + b;
});
const unused = pipeline({ name: "unused" }, async ({ rows, on }: { rows: number; on: boolean }) => {
  if (on) await train({ rows });
  for (const lr of await Promise.all([load({ rows: 3 })])) await note({ about: `${await train({ rows, lr })}` });
  return rows;
});
const again = pipeline({ name: "again" }, async ({ rows, xs }: { rows: number; xs: number[] }) => {
  const first = await load({ rows });
  const each = await Promise.all(xs.map(async (lr) => (await train({ rows: await load({ rows: rows + 1 }), lr })) + lr));
  return [first, await load({ rows }), ...each];
});
const told = pipeline({ name: "told" }, async ({ rows }: { rows: number }) => {
  await note({ about: "told" });
  return load({ rows });
});
const patient = pipeline({ name: "patient" }, async ({ rows }: { rows: number }) => {
  await sleep("1m");
  return load({ rows });
});

export const main = pipeline({ name: "main" }, async ({ xs }: { xs: number[] }) => {
  const a = await both({ rows: 1 });
  const b = await both({ rows: 2 });
  const c = await told({ rows: 3 });
  const d = await patient({ rows: 4 });
  const e = await Promise.all(xs.map((rows) => told({ rows })));
  const f = await Promise.all(xs.map((rows) => both({ rows })));
  let g = 0;
  try {
    g = await unused({ rows: 5, on: a > b });
  } catch {
    g = await unused({ rows: 6, on: true });
  }
  const h = await unused({ rows: 8, on: false });
  return { a, b, c, d, e, f, g, h, again: await again({ rows: 7, xs }) };
});
