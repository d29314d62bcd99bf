import { pipeline, step } from "@argosy/sdk";

interface Score {
  name: string;
  value: number;
}

export const score = step({ cpu: "20m", memory: "96Mi" }, async ({ name }: { name: string }): Promise<Score> => ({
  name,
  value: name.split("").reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 50,
}));
export const rank = step({ cpu: "20m", memory: "96Mi" }, async ({ names }: { names: string[] }): Promise<string> =>
  names.join(" > "),
);

export const arrayMethods = pipeline(
  { name: "array-methods" },
  async ({ names, least }: { names: string[]; least: number }) => {
    const scores = await Promise.all(names.map((name) => score({ name })));
    const good = scores.filter(({ value }) => value >= least);
    const sorted = [...good].sort((a, b) => b.value - a.value || a.name.localeCompare(b.name));
    const total = scores.reduce((sum, { value }) => sum + value, 0);
    const ranking = await rank({ names: sorted.map(({ name }) => name) });
    return {
      ranking,
      total,
      any: scores.some(({ value }) => value > 40),
      all: scores.every(({ value }) => value > 0),
      second: sorted.slice(1, 2),
      found: scores.find(({ name }) => name === "gamma")?.value ?? "none",
    };
  },
);
