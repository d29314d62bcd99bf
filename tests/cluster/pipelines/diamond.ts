import { pipeline, step } from "@argosy/sdk";

export const load = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ size }: { size: number }): Promise<{ rows: number[]; label: string }> => ({
    rows: Array.from({ length: size }, (_, index) => index + 1),
    label: `first ${size}`,
  }),
);
export const sum = step({ cpu: "20m", memory: "96Mi" }, ({ rows }: { rows: number[] }): number =>
  rows.reduce((a, b) => a + b, 0),
);
export const largest = step({ cpu: "20m", memory: "96Mi" }, ({ rows }: { rows: number[] }): number =>
  Math.max(...rows),
);
export const join = step(
  { cpu: "20m", memory: "96Mi" },
  ({ total, top, label }: { total: number; top: number; label: string }): string =>
    `${label}: ${total} of at most ${top}`,
);

export const diamond = pipeline({ name: "diamond" }, async ({ size }: { size: number }) => {
  const { rows, label } = await load({ size });
  const [total, top] = await Promise.all([sum({ rows }), largest({ rows })]);
  return join({ total, top, label });
});
