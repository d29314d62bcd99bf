import { pipeline } from "@argosy/sdk";
import { add, nothing, risky } from "./steps.ts";

export const inputs = [{ x: 1 }, { x: -5 }];
export const main = pipeline({ name: "try-finally" }, async ({ x }: { x: number }) => {
  let stage = "start";
  try {
    const n = await risky({ n: x });
    stage = `computed ${n}`;
    if (n === 2) return { n, stage };
    await add({ a: n, b: 1 });
  } finally {
    await nothing({ reason: `cleanup at ${stage}` });
  }
  return { stage };
});
