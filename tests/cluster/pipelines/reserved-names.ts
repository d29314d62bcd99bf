import { pipeline, step } from "@argosy/sdk";

/** Names that mean something to Argo, YAML, its expressions, or to what the compiler emits. */
export const main = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ n, y }: { n: number; y: boolean }): Promise<number> => (y ? n : -n),
);
export const glue = step(
  { cpu: "20m", memory: "96Mi", name: "in" },
  async ({ item }: { item: string }): Promise<string> => `<${item}>`,
);
export const each = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ call }: { call: string[] }): Promise<number> => call.length,
);
export const raise = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ out }: { out: number }): Promise<{ result: number }> => ({ result: out }),
);

export const reservedNames = pipeline(
  { name: "reserved-names" },
  async ({
    n,
    y,
    on,
    item,
    items,
    call,
    result,
  }: {
    n: number;
    y: boolean;
    on: string;
    item: string;
    items: string[];
    call: number;
    result: null;
  }) => {
    const signed = await main({ n, y });
    const wrapped = await Promise.all(items.map((place) => glue({ item: `${place}${item}` })));
    const count = await each({ call: wrapped });
    const raised = await raise({ out: signed + count + call });
    return { signed, wrapped, count, raised, on, result };
  },
);
