import { pipeline } from "@argosy/sdk";
import { echo, range, risky } from "./steps.ts";

export const inputs = [{ count: 3, offset: -1 }];
export const main = pipeline({ name: "all-settled" }, async ({ count, offset }: { count: number; offset: number }) => {
  const numbers = await range({ count });
  const mapped = await Promise.allSettled(numbers.map((n) => risky({ n: n + offset })));
  const [left, right] = await Promise.allSettled([risky({ n: 200 }), echo({ value: "fine" })]);
  const failures = mapped.flatMap((end) => (end.status === "rejected" ? [(end.reason as Error).message] : []));
  return {
    statuses: mapped.map((end) => end.status),
    failures,
    left: left.status === "rejected" ? (left.reason as Error).name : left.value,
    right: right.status === "fulfilled" ? right.value : "?",
  };
});
