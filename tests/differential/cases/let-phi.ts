import { pipeline } from "@argosy/sdk";
import { add, double, score } from "./steps.ts";

export const inputs = [{ x: 1 }, { x: 9 }];
export const main = pipeline({ name: "let-phi" }, async ({ x }: { x: number }) => {
  let factor = 1;
  let label = "none";
  const start = await add({ a: x, b: 0 });
  if (start > 5) {
    factor = (await double({ n: start })).n;
    label = "large";
  } else if (start === 1) {
    label = "one";
  }
  factor += 1;
  const scored = await score({ name: label, weight: factor });
  return { factor, label, scored };
});
