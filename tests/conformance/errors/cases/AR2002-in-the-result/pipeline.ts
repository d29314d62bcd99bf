import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const run = train({ rows });
  const data = load({ rows });
  if (rows > 2) return { early: run };
  return { nested: { run, list: [1, data] }, text: `${data}`, sum: [run, data].length };
});
