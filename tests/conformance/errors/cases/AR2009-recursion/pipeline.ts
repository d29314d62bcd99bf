import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

async function outer(n: number): Promise<number> {
  if (n === 0) return 0;
  await train({ rows: n });
  return outer(n - 1);
}
const ping = async (n: number): Promise<number> => ((await train({ rows: n })).accuracy > 0 ? n : pong(n));
const pong = async (n: number): Promise<number> => ping(n - 1);

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  function inner(n: number): Promise<unknown> {
    return n > 1 ? inner(n - 1) : train({ rows: n });
  }
  return { outer: await outer(rows), ping: await ping(rows), inner: await inner(rows) };
});
