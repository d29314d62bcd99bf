import { pipeline, step } from "@argosy/sdk";
import { z } from "zod";

const Trimmed = z.object({ name: z.string().trim() });

export const load = step(
  {
    cpu: 1,
    memory: "1Gi",
    input: z.object({
      since: z.date(),
      big: z.bigint().optional(),
      rows: z.array(z.object({ id: z.number().refine((id) => id % 2 === 0), tags: z.set(z.string()) })),
      count: z.coerce.number(),
      either: z.union([z.string().transform(Number), z.null()]),
      trimmed: Trimmed,
      loud: z.string().regex(/^A/i),
    }),
    output: z.map(z.string(), z.number()),
  },
  async () => new Map<string, number>(),
);

export const main = pipeline({ name: "main" }, async () => {
  await load({ since: new Date(0), rows: [], count: 1, either: null, trimmed: { name: "n" }, loud: "A" });
});
