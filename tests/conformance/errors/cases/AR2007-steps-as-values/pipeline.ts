import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const table = { load, train };
  const same = load === (train as unknown);
  const text = `${train}`;
  return { table, same, text, list: [load] };
});
