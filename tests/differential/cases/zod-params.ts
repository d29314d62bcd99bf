/** A pipeline whose parameters are a schema: its defaults are theirs. */
import { pipeline } from "@argosy/sdk";
import { z } from "zod";
import { add, score } from "./steps.ts";

const Range = z.object({ from: z.number(), to: z.number().max(10).optional() });

export const main = pipeline(
  {
    name: "zod-params",
    params: z.object({
      n: z.number().int().min(2).describe("how many"),
      label: z.string().default("none"),
      range: Range.default({ from: 1 }),
      tags: z.array(z.enum(["a", "b"])).optional(),
    }),
  },
  async ({ n, label, range, tags = ["b"] }) => {
    const sum = await add({ a: n, b: range.from });
    if (label === "whole") return { sum, range };
    const scores = await Promise.all(tags.map((name) => score({ name, weight: range.to ?? n })));
    return { sum, label, range, tags, scores };
  },
);

export const inputs = [
  { n: 3 },
  { n: 3, label: "whole", range: { from: 4 } },
  { n: 2, label: "", range: { from: 0, to: 10 }, tags: ["a", "b"] },
];
