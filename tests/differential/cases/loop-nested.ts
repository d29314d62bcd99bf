import { pipeline } from "@argosy/sdk";
import { add, range, risky } from "./steps.ts";

export const inputs = [{ count: 3 }];
export const main = pipeline({ name: "loop-nested" }, async ({ count }: { count: number }) => {
  let total = 0;
  const failures: string[] = [];
  let text = "";
  for (const row of await range({ count })) {
    const columns = await range({ count: row });
    const parts = await Promise.all(columns.map((column) => add({ a: row, b: column })));
    for (const part of parts) total = await add({ a: total, b: part });
    try {
      text += `${await risky({ n: row - 1 })} `;
    } catch (error) {
      text += `(${(error as Error).message}) `;
    }
  }
  return { total, text, failures };
});
