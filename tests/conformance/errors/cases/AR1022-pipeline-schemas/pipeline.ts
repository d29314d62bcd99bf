import { pipeline, step } from "@argosy/sdk";
import { z } from "zod";

export const load = step({ cpu: 1, memory: "1Gi" }, ({ rows }: { rows: number }) => rows);

export const main = pipeline(
  {
    name: "main",
    params: z.object({
      rows: z.number().refine((rows) => rows % 2 === 0),
      shape: z.object({ width: z.number().default(1) }),
      since: z.coerce.date(),
    }),
  },
  async ({ rows, shape }) => {
    return load({ rows: rows * shape.width });
  },
);
