import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const either = rows > 3 ? load : train;
  const first = await either({ rows });
  let other = load as typeof load | typeof train;
  if (rows > 5) other = train;
  const second = await other({ rows });
  return { first, second };
});
