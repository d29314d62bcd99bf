import { pipeline, step } from "@argosy/sdk";

export const fetchPage = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ page }: { page: number }): Promise<{ words: string[] }> => ({
    words: Array.from({ length: page }, (_, index) => `w${page}.${index}`),
  }),
);
export const count = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ words, weight }: { words: string[]; weight: number }): Promise<number> => words.length * weight,
);

export const mapTwoSteps = pipeline(
  { name: "map-two-steps" },
  async ({ pages, weight }: { pages: number[]; weight: number }) => {
    const counts = await Promise.all(
      pages.map(async (page) => {
        const { words } = await fetchPage({ page });
        const counted = await count({ words, weight });
        return { page, counted, first: words[0] ?? null };
      }),
    );
    return counts;
  },
);
