import { pipeline } from "@argosy/sdk";
import { add, echo } from "./steps.ts";

export const inputs = [{ dry: true, rows: 5, mode: "fast" as const }, { dry: false, rows: 50, mode: "slow" as const }];
export const main = pipeline({ name: "conditions-on-parameters" }, async ({ dry, rows, mode }: { dry: boolean; rows: number; mode: "fast" | "slow" }) => {
  const steps: string[] = [];
  const a = dry ? "dry" : await echo({ value: "wet" });
  const b = rows > 10 ? await add({ a: rows, b: 1 }) : rows;
  const c = mode === "slow" ? await echo({ value: "slowly" }) : "quickly";
  const d = !dry ? await echo({ value: "not dry" }) : null;
  return { a, b, c, d, steps };
});
