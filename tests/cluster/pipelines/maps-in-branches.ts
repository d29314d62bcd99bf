import { pipeline, step } from "@argosy/sdk";

export const size = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value }: { value: number }): Promise<number> => value,
);
export const work = step(
  { cpu: "20m", memory: "96Mi" },
  async ({ value }: { value: number }): Promise<number> => value + 0.5,
);
export const sum = step({ cpu: "20m", memory: "96Mi" }, async ({ values }: { values: number[] }): Promise<number> =>
  values.reduce((a, b) => a + b, 0),
);

/** A fan-out that may be skipped, whose list is used whether it ran or not. */
export const mapsInBranches = pipeline(
  { name: "maps-in-branches" },
  async ({ value, values }: { value: number; values: number[] }) => {
    const measured = await size({ value });
    let results: number[] = [];
    if (measured > 2) results = await Promise.all(values.map((each) => work({ value: each })));
    else if (measured < 0) return { results: null, total: measured };
    const total = await sum({ values: [...results, measured] });
    return { results, total };
  },
);
