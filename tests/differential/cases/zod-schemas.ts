/** Steps whose types are schemas: defaults apply, other fields are left out, and what does not fit is an error. */
import { pipeline, step } from "@argosy/sdk";
import { z } from "zod";

const small = { cpu: "50m", memory: "96Mi" } as const;
const Size = z.object({ n: z.number().int().min(1), label: z.string().default("none") });
const Shape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("circle"), radius: z.number().positive(), unit: z.string().default("cm") }),
  z.object({ kind: z.literal("boxes"), boxes: z.array(Size).max(3) }),
]);

export const measure = step({ ...small, input: z.object({ size: Size, shapes: z.array(Shape).default([]), note: z.string().optional() }), output: z.object({ fields: z.array(z.string()), shapes: z.array(Shape), label: z.string(), scale: z.number().default(1) }) }, async (input) => ({
  fields: Object.keys(input),
  shapes: input.shapes,
  label: `${input.size.label} ${input.size.n}`,
  dropped: true,
}));
export const guarded = step({ ...small, input: z.object({ n: z.number().max(3) }) }, ({ n }) => n * 2);
export const promised = step({ ...small, output: z.number().max(3) }, ({ n }: { n: number }) => n);

export const main = pipeline({ name: "zod-schemas" }, async ({ n, extra }: { n: number; extra: { size: { n: number; label: string; more: string } } }) => {
  const plain = await measure({ size: { n } });
  const rich = await measure({ ...extra, shapes: [{ kind: "circle", radius: n }, { kind: "boxes", boxes: [{ n: 1 }] }] });
  const outcomes = await Promise.allSettled([guarded({ n }), promised({ n })]);
  return { plain, rich, scale: plain.scale, outcomes: outcomes.map((one) => (one.status === "fulfilled" ? one.value : String(one.reason.name))) };
});

export const inputs = [
  { n: 2, extra: { size: { n: 3, label: "given", more: "left out" } } },
  { n: 5, extra: { size: { n: 1, label: "", more: "" } } },
];
