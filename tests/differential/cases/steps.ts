/** Small deterministic steps that the cases are made of. */
import { type Dataset, step } from "@argosy/sdk";

const small = { cpu: "50m", memory: "96Mi" } as const;

export const add = step(small, async ({ a, b }: { a: number; b: number }) => a + b);
export const double = step(small, ({ n }: { n: number }) => ({ n: n * 2 }));
export const range = step(small, ({ count }: { count: number }) => Array.from({ length: count }, (_, index) => index));
export const echo = step(small, async ({ value }: { value: string }) => value);
export const echoAll = step(small, async ({ values }: { values: readonly string[] }): Promise<string[]> => [...values]);
export type Data = { readonly [key: string]: string | number | boolean | null | undefined | readonly string[] | { readonly [key: string]: string } };
export const echoData = step(small, async ({ value }: { value: Data }): Promise<Data> => value);
export const score = step(small, async ({ name, weight = 1 }: { name: string; weight?: number }) => ({ name, score: name.length * weight, tags: [...name] }));
export const join = step(small, ({ parts, separator = "," }: { parts: readonly string[]; separator?: string }) => parts.join(separator));
export const nothing = step(small, (_input: { reason: string }): void => {});
export const user = step(small, ({ id }: { id: number }): { id: number; name: string; address: { city: string } | null; nick?: string } =>
  id % 2 === 0 ? { id, name: `user ${id}`, address: { city: `city ${id}` }, nick: "even" } : { id, name: `user ${id}`, address: null },
);
export const write = step(small, async ({ text }: { text: string }, ctx): Promise<Dataset> => ctx.save("text.txt", text, "dataset"));
export const read = step(small, async ({ file }: { file: Dataset }, ctx): Promise<string> => new TextDecoder().decode(await ctx.read(file)));
export const risky = step(small, async ({ n }: { n: number }): Promise<number> => {
  if (n < 0) throw new RangeError(`negative: ${n}`);
  if (n > 100) {
    const error = new Error(`too large: ${n}`);
    error.name = "TooLarge";
    throw error;
  }
  return n * 2;
});
