import { pipeline } from "@argosy/sdk";
import { add, echo } from "./steps.ts";

const WORDS = ["one", "two", "stop", "never"] as const;

export const inputs = [{ limit: 4 }, { limit: 100 }];
export const main = pipeline({ name: "loops-constant" }, async ({ limit }: { limit: number }) => {
  let total = 0;
  for (let index = 0; index < 3; index++) {
    if (index === 1) continue;
    total = await add({ a: total, b: index + 1 });
    if (total >= limit) break;
  }
  let seen = "";
  outer: for (const [index, word] of WORDS.entries()) {
    for (const letter of ["x", "y"]) {
      if (word === "stop") break outer;
      if (index === 1 && letter === "x") continue outer;
      seen += await echo({ value: `${word}${letter}` });
    }
  }
  return { total, seen };
});
