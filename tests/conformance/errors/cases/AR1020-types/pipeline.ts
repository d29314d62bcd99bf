import { pipeline, step } from "@argosy/sdk";

interface Report {
  readonly at: Date;
  readonly byName: Map<string, number>;
}

export const load = step({ cpu: 1, memory: "1Gi" }, async ({ since, big }: { since: Date; big: bigint }) => {
  return { rows: [{ id: Symbol("id"), since, big }] };
});
export const report = step({ cpu: 1, memory: "1Gi" }, async ({ last }: { last?: Report }): Promise<Report[]> => {
  return last === undefined ? [] : [last];
});

export const main = pipeline({ name: "main" }, async ({ from, big }: { from: Date; big: bigint }) => {
  const loaded = await load({ since: from, big });
  const reports = await report({});
  return { count: loaded.rows.length + reports.length, format: (n: number) => `${n}` };
});
