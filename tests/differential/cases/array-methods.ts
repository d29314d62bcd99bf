import { pipeline } from "@argosy/sdk";
import { join, range, score } from "./steps.ts";

const byScore = (a: { score: number }, b: { score: number }): number => b.score - a.score;

function topNames(list: readonly { name: string; score: number }[], count: number): string[] {
  return [...list].sort(byScore).slice(0, count).map((one) => one.name);
}

export const inputs = [{ count: 5 }];
export const main = pipeline({ name: "array-methods" }, async ({ count }: { count: number }) => {
  const numbers = await range({ count });
  const names = numbers.filter((n) => n % 2 === 0).map((n) => "n".repeat(n + 1));
  const scored = await Promise.all(names.map((name) => score({ name })));
  const best = scored.reduce((a, b) => (a.score > b.score ? a : b));
  const others = scored.filter((one) => one !== best);
  const joined = await join({ parts: [...topNames(scored, 2), best.name], separator: "+" });
  return { joined, others: others.length, any: scored.some((one) => one.score > 4), every: scored.every((one) => one.score > 0), found: scored.find((one) => one.score === 3)?.name ?? null };
});
