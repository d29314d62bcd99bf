import { pipeline } from "@argosy/sdk";
import { add, double, nothing } from "./steps.ts";

export const inputs = [{ x: 1 }, { x: 5 }, { x: 50 }];
export const main = pipeline({ name: "early-return" }, async ({ x }: { x: number }) => {
  const sum = await add({ a: x, b: 1 });
  if (sum < 5) return { kind: "small", sum };
  const { n } = await double({ n: sum });
  if (n > 50) {
    await nothing({ reason: `too large: ${n}` });
    return { kind: "large", sum, n };
  }
  await nothing({ reason: "fits" });
  return { kind: "medium", sum, n };
});
