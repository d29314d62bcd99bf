import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const run = train({ rows });
  const data = load({ rows });
  const a = run ?? 1;
  const b = [data, 1].includes(1);
  const c = `${data}`;
  switch (c) {
    case "x":
      return { a, b };
  }
  return JSON.stringify(run);
});
