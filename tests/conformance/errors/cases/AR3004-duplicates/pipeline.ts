import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const [a, b] = await Promise.all([load({ rows: names.length + 1 }), load({ rows: names.length + 1 })]);
  const c = rows > 2 ? await train({ rows }) : await train({ rows });
  const upper = names.map((name) => name.toUpperCase());
  const d = await Promise.all([load({ rows: upper.length }), load({ rows: names.map((name) => name.toUpperCase()).length })]);
  return { a, b, c, d };
});
