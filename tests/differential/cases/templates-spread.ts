import { pipeline } from "@argosy/sdk";
import { echoData, score, user } from "./steps.ts";

export const inputs = [{ id: 2, extra: { color: "red", size: 3 } }];
export const main = pipeline({ name: "templates-spread" }, async ({ id, extra }: { id: number; extra: { color: string; size: number } }) => {
  const { name, address, ...rest } = await user({ id });
  const [first, ...letters] = (await score({ name: `${extra.color}/${id}` })).tags;
  const merged = { ...extra, ...rest, name, ["key-" + id]: `${first}${letters.length}` };
  const list = [...letters, ...Object.keys(merged)];
  const echoed = await echoData({ value: { ...merged, list, address } });
  return { ...echoed, size: Number(echoed.size) ** 2 };
});
