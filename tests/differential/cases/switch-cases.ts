import { pipeline } from "@argosy/sdk";
import { add, echo } from "./steps.ts";

export const inputs = [{ kind: "a" }, { kind: "b" }, { kind: "c" }, { kind: "d" }, { kind: "z" }];
export const main = pipeline({ name: "switch-cases" }, async ({ kind }: { kind: string }) => {
  let n = await add({ a: 1, b: 1 });
  switch (await echo({ value: kind })) {
    case "a":
      n = await add({ a: n, b: 10 });
    case "b":
      n = await add({ a: n, b: 100 });
      break;
    case "c":
    case "d":
      if (kind === "d") break;
      return { early: n };
    default:
      n = -1;
  }
  return { n };
});
