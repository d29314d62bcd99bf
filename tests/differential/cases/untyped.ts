import { pipeline, step } from "@argosy/sdk";
import { add } from "./steps.ts";

/* oxlint-disable typescript/no-explicit-any -- what has no type is the matter here */
export const inputs = [{}, { key: "a" }];
const table: any = { a: { x: 1 } };
export const answer = step({ cpu: "10m", memory: "64Mi" }, ({ n }: { n: number }): { text: any } => ({
  text: { list: [n, 2], word: "😀y" },
}));

export const main = pipeline({ name: "untyped" }, async ({ key = "b" }: { key?: string }) => {
  const { text } = await answer({ n: 1 });
  const seen: unknown[] = [];
  const [one, two, three = 7] = text.list;
  const [face] = text.word;
  let part: unknown = "as before";
  try {
    const { x } = table.b;
    seen.push(x);
  } catch (error) {
    seen.push((error as Error).name);
  }
  try {
    const { x } = table[key];
    seen.push(x);
  } catch (error) {
    seen.push((error as Error).name);
  }
  try {
    const [first] = text;
    seen.push(first);
  } catch (error) {
    seen.push((error as Error).name);
  }
  try {
    const { deep } = text.none;
    seen.push(deep);
  } catch (error) {
    seen.push((error as Error).name);
  }
  try {
    seen.push(text.none?.deep.deeper ?? "nothing", text.none.deep);
  } catch (error) {
    seen.push((error as Error).name);
  }
  try {
    const [{ deep }] = text.list.slice(5);
    seen.push(deep);
  } catch (error) {
    seen.push((error as Error).name);
  }
  try {
    ({ part } = text.none);
  } catch (error) {
    seen.push((error as Error).name);
  }
  try {
    [part] = text.none;
  } catch (error) {
    seen.push((error as Error).name);
  }
  try {
    for (const item of text.none) seen.push(item);
  } catch (error) {
    seen.push((error as Error).name);
  }
  try {
    for (const item of text) seen.push(await add({ a: item, b: 1 }));
  } catch (error) {
    seen.push((error as Error).name);
  }
  try {
    seen.push(await add({ a: text.none.deep, b: 1 }));
  } catch (error) {
    seen.push((error as Error).name);
  }
  return { one, two, three, face, part, seen };
});
