import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  load({ rows });
  names.map((name) => train({ rows: name.length }));
  const lost = train({ rows });
  [1, 2].map((n) => load({ rows: n }));
  if (rows > 1) load({ rows: 3 });
  return rows;
});
