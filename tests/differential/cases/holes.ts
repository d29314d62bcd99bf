import { pipeline } from "@argosy/sdk";
import { add, echo, range } from "./steps.ts";

const label = (text: string | false, n: number): string => `${text}#${n}`;

export const inputs = [{ x: 1 }, { x: 9 }];
export const main = pipeline({ name: "holes" }, async ({ x }: { x: number }) => {
  const evens = (await range({ count: x })).filter((n) => n % 2 === 0).length;
  const text = label(x > 5 && (await echo({ value: "large" })), await add({ a: x, b: evens }));
  const upper = (x > 5 ? await echo({ value: "a" }) : "b").toUpperCase();
  return { evens, text, upper, length: (await echo({ value: text })).length };
});
