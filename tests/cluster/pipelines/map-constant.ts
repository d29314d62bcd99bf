import { pipeline, step } from "@argosy/sdk";

const CONFIGS = [
  { name: "small", depth: 2 },
  { name: "large", depth: 8 },
];

export const train = step(
  { cpu: "20m", memory: "96Mi" },
  async ({
    name,
    depth,
    seed,
  }: {
    name: string;
    depth: number;
    seed: number;
  }): Promise<{ name: string; score: number }> => ({
    name,
    score: (depth * seed) % 7,
  }),
);

export const mapConstant = pipeline({ name: "map-constant" }, async ({ seed }: { seed: number }) => {
  const runs = await Promise.all(CONFIGS.map(({ name, depth }) => train({ name, depth, seed })));
  const best = runs.reduce((a, b) => (b.score > a.score ? b : a));
  return { best: best.name, rest: runs.filter((run) => run !== best).map((run) => run.name) };
});
