import { pipeline, step } from "@argosy/sdk";
import { z } from "zod";

const most = Number(process.env["MOST"]);
const Rows = z.object({ rows: z.number().max(most) });

export const load = step({ cpu: 1, memory: "1Gi", input: Rows }, async ({ rows }) => rows);
export const later = step(
  { cpu: 1, memory: "1Gi", output: z.number().min(Date.now()) },
  async ({ rows }: { rows: number }) => rows,
);

export const main = pipeline({ name: "main" }, async () => later({ rows: load({ rows: 1 }) }));
