import { pipeline } from "@argosy/sdk";
import { echo, range, risky } from "./steps.ts";

export const inputs = [{ count: 3, offset: 0 }, { count: 3, offset: -1 }, { count: 0, offset: 0 }];
export const main = pipeline({ name: "try-map" }, async ({ count, offset }: { count: number; offset: number }) => {
  const numbers = await range({ count });
  try {
    const doubled = await Promise.all(
      numbers.map(async (n) => {
        const value = await risky({ n: n + offset });
        return { n, text: await echo({ value: `v${value}` }) };
      }),
    );
    return { doubled };
  } catch (error) {
    return { failed: (error as Error).message };
  }
});
