import { pipeline, step } from "@argosy/sdk";

export const make = step(
  { cpu: "20m", memory: "128Mi" },
  async ({ size }: { size: number }): Promise<{ text: string; size: number }> => ({
    text: "é{{0123456789".repeat(Math.ceil(size / 13)).slice(0, size),
    size,
  }),
);
export const check = step(
  { cpu: "20m", memory: "128Mi" },
  async ({ text }: { text: string }): Promise<{ length: number; head: string }> => ({
    length: text.length,
    head: text.slice(0, 8),
  }),
);

export const bigValues = pipeline({ name: "big-values" }, async ({ size, count }: { size: number; count: number }) => {
  const made = await make({ size });
  const checked = await check({ text: made.text });
  const many = await Promise.all(
    Array.from({ length: count }, (_, index) => index).map((index) => make({ size: 3_000 + index })),
  );
  return { checked, text: made.text, lengths: many.map(({ text }) => text.length) };
});
