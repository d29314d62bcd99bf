import { pipeline, step } from "@argosy/sdk";

export const groups = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ sizes }: { sizes: number[] }): Promise<{ name: string; values: number[] }[]> =>
    sizes.map((size, index) => ({ name: `g${index}`, values: Array.from({ length: size }, (_, value) => value * 10) })),
);
export const scale = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value, by, tag }: { value: number; by: number; tag: string }): Promise<string> => `${tag}=${value * by}`,
);
export const finish = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ text }: { text: string }): Promise<number> => text.length,
);

/** A fan-out in a fan-out, one of whose lists is empty, and a fan-out over what they gave. */
export const nestedMaps = pipeline({ name: "nested-maps" }, async ({ sizes, by }: { sizes: number[]; by: number }) => {
  const all = await groups({ sizes });
  const inner = await Promise.all(
    all.map(async (group, at) => {
      const scaled = await Promise.all(
        group.values.map((value, index) => scale({ value, by, tag: `${group.name}.${at}.${index}` })),
      );
      return { name: group.name, scaled };
    }),
  );
  const lengths = await Promise.all(inner.map(({ scaled }) => finish({ text: scaled.join(",") })));
  return { inner, lengths };
});
