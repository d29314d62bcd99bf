import { pipeline } from "@argosy/sdk";
import { add, nothing } from "./steps.ts";

const checked = (n: number): number => {
  if (n > 5) throw new RangeError(`too large: ${n}`);
  return n;
};

async function refuse(n: number): Promise<number> {
  const sum = await add({ a: n, b: 0 });
  if (sum === 3) throw new TypeError("three is refused");
  return 4;
}

export const inputs = [{ n: 0 }, { n: 1 }, { n: 3 }, { n: 6 }, { n: 7 }, { n: 8 }];
export const main = pipeline({ name: "throws-in-branches" }, async ({ n }: { n: number }) => {
  if (n === 0) return { early: n };
  const fixed = await refuse(n);
  if (n === 6) checked(n);
  if (n === 7) {
    await nothing({ reason: "before" });
    checked(n);
  } else if (n === 8) {
    checked(n);
    return { early: fixed };
  }
  await nothing({ reason: "after" });
  return { fixed };
});
