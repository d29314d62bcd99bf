import { pipeline } from "@argosy/sdk";
import { add, risky } from "./steps.ts";

async function guarded(n: number): Promise<string> {
  try {
    return `ok ${await risky({ n })}`;
  } catch (error) {
    return `failed ${(error as Error).message}`;
  }
}

async function overridden(n: number): Promise<string> {
  try {
    await risky({ n });
    return "from try";
  } finally {
    if (n === 7) return "from finally";
  }
}

export const inputs = [{ x: 3 }, { x: -3 }];
export const main = pipeline({ name: "try-returns" }, async ({ x }: { x: number }) => {
  const [first, second] = await Promise.all([guarded(x), guarded(x * 100)]);
  const third = await overridden(7);
  const sum = await add({ a: first.length, b: second.length });
  return { first, second, third, sum };
});
