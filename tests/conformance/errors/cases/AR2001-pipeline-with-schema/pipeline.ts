import { pipeline, step } from "@argosy/sdk";
import { z } from "zod";

export const load = step({ cpu: 1, memory: "1Gi" }, ({ rows }: { rows: number }) => rows);

const inner = pipeline({ name: "inner", params: z.object({ rows: z.number().min(1) }) }, async ({ rows }) => {
  return load({ rows });
});

export const main = pipeline({ name: "main" }, async ({ rows }: { rows: number }) => {
  return inner({ rows });
});
