import { pipeline } from "@argosy/sdk";
import { join, range, score } from "./steps.ts";

export const inputs = [{ count: 4 }];
export const main = pipeline({ name: "loop-pure" }, async ({ count }: { count: number }) => {
  const numbers = await range({ count });
  const names: string[] = [];
  let longest = 0;
  for (const n of numbers) {
    if (n === 2) continue;
    names.push("x".repeat(n));
    longest = Math.max(longest, n);
  }
  const before = names.length;
  for (const name of ["a", "b"]) names.push(name);
  const scored = await Promise.all(names.map((name) => score({ name })));
  let power = 1;
  while (power < longest * 10) power *= 2;
  return { before, power, joined: await join({ parts: names }), best: scored.map((one) => one.score) };
});
