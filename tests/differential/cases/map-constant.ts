import { pipeline } from "@argosy/sdk";
import { add, score } from "./steps.ts";

const NAMES = ["x", "yy", "zzz"] as const;

export const inputs = [{}];
export const main = pipeline({ name: "map-constant" }, async (_params: {}) => {
  const scored = await Promise.all(NAMES.map((name) => score({ name })));
  const total = await add({ a: scored[0]?.score ?? 0, b: scored[2]?.score ?? 0 });
  return { total, order: scored.map((one) => one.name).join("") };
});
