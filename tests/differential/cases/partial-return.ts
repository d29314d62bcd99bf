import { pipeline } from "@argosy/sdk";
import { add, double } from "./steps.ts";

export const inputs = [{ a: true, b: true }, { a: true, b: false }, { a: false, b: true }, { a: false, b: false }];
export const main = pipeline({ name: "partial-return" }, async ({ a, b }: { a: boolean; b: boolean }) => {
  let seen = await add({ a: 1, b: 1 });
  if (a) {
    const { n } = await double({ n: seen });
    if (b) return { from: "inner", n };
    seen = n;
  } else {
    seen = await add({ a: seen, b: 100 });
  }
  const last = await add({ a: seen, b: 1000 });
  return { from: "end", n: last };
});
