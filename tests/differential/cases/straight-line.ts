import { pipeline } from "@argosy/sdk";
import { add, double } from "./steps.ts";

export const inputs = [{ x: 3 }, { x: -7 }];
export const main = pipeline({ name: "straight-line" }, async ({ x }: { x: number }) => {
  const sum = await add({ a: x, b: 10 });
  const { n } = await double({ n: sum });
  return n + 1;
});
