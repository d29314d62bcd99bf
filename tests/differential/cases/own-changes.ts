import { pipeline } from "@argosy/sdk";
import { add, double, range } from "./steps.ts";

export const inputs = [{ xs: [3, 1, 2], n: 4 }, { xs: [], n: 0 }];
export const main = pipeline({ name: "own-changes" }, async ({ xs, n }: { xs: number[]; n: number }) => {
  const report: { total: number; list: number[]; more?: number } = { total: 1, list: [] };
  report.total += await add({ a: n, b: 1 });
  if (n > 0) report.list.push(await add({ a: n, b: 2 }));
  report.more = (await double({ n })).n;
  const groups: Record<string, number[]> = {};
  for (const x of xs) {
    const { n: twice } = await double({ n: x });
    (groups[twice > 3 ? "large" : "small"] ??= []).push(twice);
    report.list.push(x);
    report.total++;
  }
  const sorted = xs.slice();
  sorted.sort((a, b) => a - b);
  sorted[0] = await add({ a: n, b: 9 });
  const last = sorted.pop();
  let [a, b] = [1, 2];
  [a, b] = [b, await add({ a, b })];
  ({ length: a } = await range({ count: n }));
  delete report.more;
  return { report, groups, sorted, last, a, b };
});
