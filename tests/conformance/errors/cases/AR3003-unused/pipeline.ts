import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const report = step({ cpu: 1, memory: "1Gi" }, async (_: {}): Promise<void> => undefined);

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const [used] = await Promise.all([load({ rows }), train({ rows })]);
  const { rows: _, ...rest } = await load({ rows: 3 });
  await report({});
  const checked = await train({ rows: used.rows });
  if (checked.accuracy > 1) throw new Error("too good");
  await Promise.all(names.map((name) => train({ rows: name.length })));
  return { used, rest };
});
