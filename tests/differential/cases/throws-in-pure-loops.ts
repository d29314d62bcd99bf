import { pipeline, step } from "@argosy/sdk";
import { add } from "./steps.ts";

export const inputs = [{ count: 4 }, { count: 1 }, { count: 0 }];
type Row = { readonly a?: { readonly b: number } };
export const rows = step({ cpu: "10m", memory: "64Mi" }, ({ count }: { count: number }): { list: Row[] } => ({
  list: Array.from({ length: count }, (_, b) => (b === 2 ? {} : { a: { b } })),
}));

/** What a loop has changed before it throws is what whoever catches the error sees. */
export const main = pipeline({ name: "throws-in-pure-loops" }, async ({ count }: { count: number }) => {
  const { list } = await rows({ count });
  const out: number[] = [];
  let sum = 0;
  let name = "none";
  try {
    for (const row of list) {
      sum += 1;
      out.push(row.a!.b);
      sum += 10;
    }
    name = "whole";
  } catch (error) {
    name = (error as Error).name;
  }
  const more: number[] = [];
  try {
    for (const row of list) more.push(row.a!.b);
    more.push(await add({ a: 1, b: 1 }));
  } catch {
    more.push(-1);
  } finally {
    more.push(-2);
  }
  let rounds = 0;
  try {
    while (true) {
      rounds += 1;
      if (rounds > 5) throw new RangeError("enough");
    }
  } catch (error) {
    name += (error as Error).name + rounds;
  }
  const record: { [key: string]: number } = {};
  try {
    record["first"] = 1;
    record["second"] = list[2]!.a!.b;
  } catch {
    record["third"] = 3;
  }
  return { out, sum, name, more, rounds, record, again: await add({ a: sum, b: 0 }) };
});
