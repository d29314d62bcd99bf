import { pipeline } from "@argosy/sdk";
import { echo, user } from "./steps.ts";

export const inputs = [{ id: 1 }, { id: 2 }];
export const main = pipeline({ name: "nullish" }, async ({ id }: { id: number }) => {
  const who = await user({ id });
  const city = who.address?.city ?? (await echo({ value: "nowhere" }));
  const nick = who.nick ?? who.name;
  return { city, nick, upper: who.nick?.toUpperCase().slice(1), missing: who.nick === undefined };
});
