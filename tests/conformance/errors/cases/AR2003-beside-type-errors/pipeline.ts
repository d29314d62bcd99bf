import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "16GB" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi", memori: "2Gi" }, async ({ rows }: { rows: number }) => ({ rows }));

export const main = pipeline({ name: "main" }, async ({ rows }: { rows: number }) => {
  const data = load({ rows: "many" });
  const late = data.rows + 1;
  const now = Date.now();
  const wrong: string = 5;
  const run = await missing({ rows });
  load({ rows });
  const label = rows.name;
  if (train({ rows })) return { now };
  return { late, wrong, run, label };
});
