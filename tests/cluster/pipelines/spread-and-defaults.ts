import { pipeline, step } from "@argosy/sdk";

interface Options {
  depth: number;
  rate: number;
  tags: string[];
}

const DEFAULTS: Options = { depth: 3, rate: 0.1, tags: ["base"] };

export const configure = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ options }: { options: Options }): Promise<Options & { id: string }> => ({
    ...options,
    id: `${options.depth}/${options.rate}`,
  }),
);

export const spreadAndDefaults = pipeline(
  { name: "spread-and-defaults" },
  async ({ rate = 0.5, tags = ["x", "y"], title = "run" }: { rate?: number; tags?: string[]; title?: string }) => {
    const { id, ...rest } = await configure({ options: { ...DEFAULTS, rate, tags: [...DEFAULTS.tags, ...tags] } });
    const [first, ...others] = rest.tags;
    return {
      label: `${title}: ${id} (${rest.tags.length} tags)`,
      first,
      others,
      rest: { ...rest, rate: rest.rate * 2 },
    };
  },
);
