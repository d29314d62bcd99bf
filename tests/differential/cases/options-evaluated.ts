/** Options that constants, spreads, enums, imported objects and helpers make, all of it while compiling. */
import { gpu, pipeline, step } from "@argosy/sdk";
import { cores, memory, UNITS } from "./library/sizes.ts";
import * as sizes from "./library/sizes.ts";

const LARGE = UNITS.large > 3;
const common = (team: string) => ({
  labels: { team, tier: team === "ml" ? "gold" : "none" },
  env: { CORES: `${cores("small")}` },
});

export const evaluated = step(
  { cpu: `${cores("large") * 10}m`, memory: memory(cores("small") * 64), ...common("ml") },
  ({ n }: { n: number }) => n + 1,
);
export const spread = step(
  {
    ...(LARGE ? { gpu: gpu("nvidia-l4") } : {}),
    ...(LARGE && { labels: { size: "large" } }),
    cpu: sizes.cores("small", { factor: 3 }) / 10,
    memory: "96Mi",
    retry: { limit: LARGE ? cores("small") : 5 },
  },
  ({ n }: { n: number }) => n * 2,
);

export const main = pipeline({ name: "options-evaluated", labels: { size: `${cores("large")}` } }, async ({ n }: { n: number }) => {
  const more = await evaluated({ n });
  return { more, twice: await spread({ n: more }) };
});

export const inputs = [{ n: 1 }];
