import { pipeline, step } from "@argosy/sdk";

interface Tree {
  root: { children: { name: string; tags?: { first: string } }[]; total: number };
  "odd key": number[];
}

export const tree = step({ cpu: "20m", memory: "96Mi" }, async ({ depth }: { depth: number }): Promise<Tree> => ({
  root: {
    children: Array.from({ length: depth }, (_, index) =>
      index === 0 ? { name: "n0", tags: { first: "t" } } : { name: `n${index}` },
    ),
    total: depth,
  },
  "odd key": [1, 2, 3],
}));
export const use = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ name, tag, at }: { name: string; tag: string; at: number }): Promise<string> => `${name}/${tag}/${at}`,
);

export const nestedObjects = pipeline(
  { name: "nested-objects" },
  async ({ depth, index = 1 }: { depth: number; index?: number }) => {
    const grown = await tree({ depth });
    const child = grown.root.children[index];
    const used = await use({
      name: child?.name ?? "nobody",
      tag: grown.root.children[0]?.tags?.first ?? "none",
      at: grown["odd key"][index] ?? -1,
    });
    return { used, untagged: child?.tags?.first ?? "untagged", total: grown.root.total, keys: Object.keys(grown) };
  },
);
