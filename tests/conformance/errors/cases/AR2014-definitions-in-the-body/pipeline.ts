import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const inner = step({ cpu: 1, memory: "1Gi" }, async ({ n }: { n: number }) => n + rows);
  const other = pipeline({ name: "other" }, async () => 1);
  const a = await inner({ n: 1 });
  const b = await inner({ n: 2 });
  return { a, b, other };
});
