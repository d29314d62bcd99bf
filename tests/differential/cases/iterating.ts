import { pipeline } from "@argosy/sdk";
import { add, echo } from "./steps.ts";

export const inputs = [{}, { word: "" }, { word: "añ\u0301😀" }];

/** Whatever can be iterated over: characters of strings are code points, and sets and maps have an order. */
export const main = pipeline({ name: "iterating" }, async ({ word = "😀xy" }: { word?: string }) => {
  const text = await echo({ value: word });
  const [first, second = "none"] = text;
  const [head, ...rest] = word;
  let last: string | undefined;
  let other: string | undefined;
  [last, other] = text;
  const { length, 0: unit } = text;
  const loop: string[] = [];
  for (const one of word) loop.push(await echo({ value: one }));
  const mapped = await Promise.all([...word].map((one) => echo({ value: one })));
  const n = await add({ a: 1, b: 1 });
  const sums: number[] = [];
  for (const one of new Set([n, n, 3])) sums.push(await add({ a: one, b: 0 }));
  for (const [key, value] of new Map([[n, 5]])) sums.push(await add({ a: key, b: value }));
  for (const at of [n, 7].keys()) sums.push(await add({ a: at, b: 0 }));
  const [low, high] = new Set([n, 4]);
  const list = await Promise.all(Array.from(new Set([n, n]), (one) => add({ a: one, b: 1 })));
  return { first, second, head, rest, last, other, length, unit, loop, mapped, sums, low, high, list };
});
