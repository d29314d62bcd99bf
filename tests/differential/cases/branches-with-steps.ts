import { pipeline } from "@argosy/sdk";
import { add, double, echo } from "./steps.ts";

export const inputs = [{ x: 0 }, { x: 3 }, { x: 12 }];
export const main = pipeline({ name: "branches-with-steps" }, async ({ x }: { x: number }) => {
  const base = await add({ a: x, b: 0 });
  const chosen = base > 10 ? await double({ n: base }) : { n: await add({ a: base, b: 1 }) };
  const both = base > 0 && (await echo({ value: "positive" }));
  const either = (base > 5 ? "many" : "") || (await echo({ value: "few" }));
  return { chosen, both, either };
});
