import { pipeline } from "@argosy/sdk";
import { add, echo, nothing, risky } from "./steps.ts";

export const inputs = [{ a: 1, b: 1 }, { a: -1, b: 1 }, { a: 1, b: -1 }, { a: -1, b: -1 }];
export const main = pipeline({ name: "try-shapes" }, async ({ a, b }: { a: number; b: number }) => {
  const log: string[] = [];
  let text = "";
  try {
    try {
      text += `a=${await risky({ n: a })};`;
    } catch {
      text += "a failed;";
      if (b > 0) throw new TypeError("rethrown");
    } finally {
      await nothing({ reason: "inner" });
    }
    text += `b=${await risky({ n: b })};`;
  } catch (error) {
    text += `caught ${(error as Error).name};`;
    if (b < 0) return { text, early: true };
  } finally {
    text += "f;";
    await echo({ value: text });
  }
  return { text, total: await add({ a: text.length, b: 1 }), log };
});
