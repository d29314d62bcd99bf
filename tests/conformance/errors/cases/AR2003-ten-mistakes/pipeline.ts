import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const now = Date.now();
  const luck = Math.random();
  const home = process.env["HOME"];
  console.log(now);
  load({ rows: 5 });
  const choice = rows > 3 ? load : train;
  await choice({ rows });
  const first = await Promise.race([load({ rows: 1 }), load({ rows: 2 })]);
  const kept = names.filter(async (name) => (await load({ rows: name.length })).rows > 1);
  const today = new Date();
  return { now, luck, home, first, kept, today, load };
});
