import { pipeline, step } from "@argosy/sdk";

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ rows }));
export const train = step({ cpu: 1, memory: "1Gi" }, async ({ rows }: { rows: number }) => ({ accuracy: rows / 100 }));

export const main = pipeline({ name: "main" }, async ({ rows, names }: { rows: number; names: string[] }) => {
  for (const key in { a: 1 }) await train({ rows: key.length });
  class Inner {}
  const object = { method() { return 1; } };
  const any = await Promise.any([load({ rows })]);
  const race = Promise.race([load({ rows })]);
  return { object, any, race };
});
