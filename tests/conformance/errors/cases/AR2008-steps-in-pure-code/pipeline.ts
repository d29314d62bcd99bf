import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  const lazy = new Map([["a", () => train({ rows })]]);
  const text = JSON.stringify(names, (key) => load({ rows: key.length }));
  const maybe = names?.concat(String((await train({ rows })).accuracy));
  const sorted = names.toSorted((a, b) => (load({ rows: a.length }) ? 1 : b.length));
  return { size: lazy.size, text, maybe, sorted };
});
