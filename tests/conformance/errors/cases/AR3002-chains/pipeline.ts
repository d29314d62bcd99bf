import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const a = await load({ rows });
  const b = await train({ rows });
  const c = await load({ rows: a.rows + 1 });
  if (c.rows > 2) return { a, b, c };
  const d = await train({ rows: 7 });
  const both = await Promise.all([load({ rows: 8 }), train({ rows: 9 })]);
  for (const n of [1, 2]) await train({ rows: n });
  return { d, both };
});
