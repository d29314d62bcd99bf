import { pipeline } from "@argosy/sdk";
import { nothing } from "./steps.ts";

const checked = (n: number): number => {
  if (n > 5) throw new RangeError(`too large: ${n}`);
  return n;
};

export const inputs = [{ xs: [1, 2] }, { xs: [1, 0] }, { xs: [6] }, { xs: [1, 2, 3] }, { xs: [] }];
export const main = pipeline({ name: "throws-in-loops" }, async ({ xs }: { xs: number[] }) => {
  for (const x of xs) if (x === 0) throw new Error("zero is refused");
  for (let index = 0; index < 2; index++) checked(xs[index] ?? 0);
  if (xs.length > 2) {
    await nothing({ reason: "many" });
    for (const x of xs) checked(x * 2);
  }
  return { count: xs.length };
});
