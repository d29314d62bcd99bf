import { pipeline } from "@argosy/sdk";
import { double, range } from "./steps.ts";

export const inputs = [{ rows: 3 }, { rows: 0 }];
export const main = pipeline({ name: "map-nested" }, async ({ rows }: { rows: number }) => {
  const outer = await range({ count: rows });
  const table = await Promise.all(
    outer.map(async (row) => {
      const columns = await range({ count: row });
      return Promise.all(columns.map((column) => double({ n: row * 10 + column })));
    }),
  );
  return { table, flat: table.flat().map(({ n }) => n) };
});
