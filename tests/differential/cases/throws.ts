import { pipeline } from "@argosy/sdk";
import { add, nothing } from "./steps.ts";

async function checked(n: number): Promise<void> {
  const sum = await add({ a: n, b: 1 });
  if (sum > 10) throw new RangeError(`too large: ${sum}`);
}

export const inputs = [{ x: 1 }, { x: 5 }, { x: 50 }];
export const main = pipeline({ name: "throws" }, async ({ x }: { x: number }) => {
  if (x === 5) throw new Error("five is refused");
  await checked(x);
  await nothing({ reason: "after" });
  return x;
});
