import { pipeline } from "@argosy/sdk";
import { score } from "./steps.ts";

export const inputs = [{ names: ["ant", "bee"] }, { names: [] }, {}];
export const main = pipeline({ name: "map-param-list" }, async ({ names = ["default", "list"] }: { names?: string[] }) => {
  const scored = await Promise.all(names.map((name, index) => score({ name, weight: index })));
  const best = scored.reduce((a, b) => (a.score >= b.score ? a : b), { name: "nobody", score: -1, tags: [] as string[] });
  return { best: best.name, names: scored.filter((one) => one !== best).map((one) => one.name) };
});
