import { pipeline } from "@argosy/sdk";
import { add, echo, nothing, risky } from "./steps.ts";

export const inputs = [{ x: 1 }, { x: -5 }, { x: 1, prepare: true }];
export const main = pipeline(
  { name: "try-finally-known" },
  async ({ x, prepare = false }: { x: number; prepare?: boolean }) => {
    const machine = await add({ a: x, b: 1 });
    if (prepare) await echo({ value: "prepared" });
    try {
      await risky({ n: machine - 1 });
    } finally {
      await nothing({ reason: `releases ${machine} of ${x}` });
      await echo({ value: "released" });
    }
    return { machine };
  },
);
