import { pipeline, step } from "@argosy/sdk";

export const double = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value }: { value: number }): Promise<number> => value * 2,
);
export const describe = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value, unit }: { value: number; unit: string }): Promise<{ text: string; even: boolean }> => ({
    text: `${value} ${unit}`,
    even: value % 2 === 0,
  }),
);

export const straightLine = pipeline(
  { name: "straight-line" },
  async ({ start, unit = "pods" }: { start: number; unit?: string }) => {
    const doubled = await double({ value: start });
    const again = await double({ value: doubled + 1 });
    const { text, even } = await describe({ value: again, unit });
    return { text, even, sum: doubled + again };
  },
);
