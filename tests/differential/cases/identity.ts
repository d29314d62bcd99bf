import { pipeline } from "@argosy/sdk";
import { add, user } from "./steps.ts";

export const inputs = [{ ids: [2, 5, 5] }, { ids: [1] }];
export const main = pipeline({ name: "identity" }, async ({ ids }: { ids: number[] }) => {
  const users = await Promise.all(ids.map((id) => user({ id })));
  const best = users.reduce((a, b) => (a.id >= b.id ? a : b));
  const others = users.filter((one) => one !== best);
  const bonus = await Promise.all(
    users.map(async (one) => (await add({ a: one.id, b: 1 })) + (one === best ? 100 : 0)),
  );
  let found = 0;
  for (const one of users) if (one === best) found = await add({ a: found, b: 10 });
  return { others: others.map(({ id }) => id), bonus, found, at: users.indexOf(best) };
});
