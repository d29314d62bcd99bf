import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const total = names.reduce((sum, name) => train({ rows: sum + name.length }) as never, 0);
  names.forEach(async (name) => {
    await train({ rows: name.length });
  });
  const some = names.some((name) => load({ rows: name.length }) !== undefined);
  return { total, some };
});
