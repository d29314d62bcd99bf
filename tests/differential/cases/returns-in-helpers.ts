import { pipeline } from "@argosy/sdk";
import { add, nothing } from "./steps.ts";

/** What it awaited before any of its returns has ended before what its caller does next. */
async function chosen(n: number): Promise<number> {
  if (n > 5) {
    await nothing({ reason: "large" });
    return 1;
  }
  switch (n) {
    case 1:
      return (await add({ a: n, b: 1 })) > 1 ? 2 : 3;
    case 2:
      await nothing({ reason: "two" });
      break;
  }
  await nothing({ reason: "small" });
  return 4;
}

export const inputs = [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 9 }];
export const main = pipeline({ name: "returns-in-helpers" }, async ({ n }: { n: number }) => {
  await chosen(n);
  const both = await Promise.all([n, 1].map(chosen));
  await nothing({ reason: "last" });
  return { n, both };
});
