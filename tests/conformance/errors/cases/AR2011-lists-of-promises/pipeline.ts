import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const runs = names.map((name) => train({ rows: name.length }));
  const known = [1, 2].map((n) => load({ rows: n }));
  const first = runs[0];
  const count = runs.length;
  const spread = [...runs, 1];
  return { first, count, spread, known };
});
