import { pipeline } from "@argosy/sdk";
import { add, echo, risky } from "./steps.ts";

export const inputs = [{ x: 1 }, { x: -5 }, { x: 500 }];
export const main = pipeline({ name: "try-catch" }, async ({ x }: { x: number }) => {
  let seen = "nothing";
  let value = 0;
  try {
    seen = "before";
    value = await risky({ n: x });
    seen = await echo({ value: `after ${value}` });
  } catch (error) {
    const { name, message } = error as Error;
    const noted = await echo({ value: `${name}/${message}` });
    value = await add({ a: noted.length, b: 1 });
  }
  const last = await add({ a: value, b: 1000 });
  return { seen, value, last };
});
