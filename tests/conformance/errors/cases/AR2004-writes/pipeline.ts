import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

const counts = { total: 0 };

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  rows += 1;
  names.sort();
  names[0] = "first";
  const data = await load({ rows });
  data.rows = 2;
  delete (data as { rows?: number }).rows;
  const best = names.map((name) => names.push(name));
  counts.total++;
  Object.assign(data, { more: 1 });
  return { data, best };
});
