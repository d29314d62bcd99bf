import { pipeline, step } from "@argosy/sdk";

export const load = step(
  { cpu: 1, memory: "1Gi", cache: true, spot: true, annotations: { note: "{{workflow.name}}" } },
  async ({ rows }: { rows: number }) => ({ rows }),
);

export const main = pipeline(
  { name: "main", schedule: "0 2 * * *", labels: { ok: "1" }, defaults: { cpu: 1, retry: { limit: 2, backoff: { delay: "1s", factor: 1.5 } } } },
  async ({ größe, rows }: { größe: number; rows: number }) => {
    const now = Date.now();
    return load({ rows: rows + größe + now });
  },
);
