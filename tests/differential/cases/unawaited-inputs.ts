import { pipeline } from "@argosy/sdk";
import { add, double } from "./steps.ts";

export const inputs = [{ x: 2 }];
export const main = pipeline({ name: "unawaited-inputs" }, async ({ x }: { x: number }) => {
  const slow = double({ n: x });
  const other = add({ a: x, b: x });
  const both = await add({ a: other, b: 5 });
  const { n } = await slow;
  return [both, n];
});
