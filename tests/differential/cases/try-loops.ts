import { pipeline } from "@argosy/sdk";
import { add, echo, nothing, range, risky } from "./steps.ts";

export const inputs = [
  { count: 3, offset: 0, stop: 9 },
  { count: 3, offset: -1, stop: 9 },
  { count: 4, offset: 1, stop: 2 },
];
export const main = pipeline(
  { name: "try-loops" },
  async ({ count, offset, stop }: { count: number; offset: number; stop: number }) => {
    let rounds = 0;
    let last = "none";
    try {
      for (const n of await range({ count })) {
        rounds += 1;
        const value = await risky({ n: n + offset });
        last = await echo({ value: `v${value}` });
        if (n === stop) break;
        if (value === 4) continue;
        if (rounds === 4) return { early: last, rounds };
      }
      await nothing({ reason: `after ${rounds}` });
    } catch (error) {
      const { name, message } = error as Error;
      last = await echo({ value: `${name}: ${message} in ${rounds}` });
    } finally {
      rounds += await add({ a: rounds, b: 10 });
    }
    return { last, rounds };
  },
);
