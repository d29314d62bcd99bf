import { pipeline, step } from "@argosy/sdk";

export const list = step({ cpu: "20m", memory: "96Mi" }, async ({ count }: { count: number }): Promise<string[]> =>
  Array.from({ length: count }, (_, index) => `item ${index}`),
);
export const shout = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ text, index, prefix }: { text: string; index: number; prefix: string }): Promise<string> =>
    `${prefix}${index}:${text.toUpperCase()}`,
);

export const mapRuntime = pipeline(
  { name: "map-runtime" },
  async ({ count, prefix = "#" }: { count: number; prefix?: string }) => {
    const items = await list({ count });
    const loud = await Promise.all(items.map((text, index) => shout({ text, index, prefix })));
    return { loud, count: loud.length };
  },
);
