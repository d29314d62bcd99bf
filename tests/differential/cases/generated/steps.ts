/** Deterministic steps for generated programs: every kind of value, and some that fail for certain inputs. */
import { step } from "@argosy/sdk";

const small = { cpu: "50m", memory: "96Mi" } as const;

export interface User {
  readonly id: number;
  readonly name: string;
  readonly nick: string | null;
  readonly scores: readonly number[];
  readonly home?: { readonly city: string };
}

/** Keeps numbers small, so that nothing becomes infinite. */
export function wrap(n: number): number {
  return Math.trunc(n) % 997;
}

/** Hides from TypeScript what a value is. */
export function id<T>(value: T): T {
  return value;
}

export function clamp(n: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, n));
}

/** Code between the steps that may throw. */
export function must(n: number): number {
  if (n > 9) throw new RangeError(`${n} is too much`);
  return n;
}

export const add = step(small, async ({ a, b }: { a: number; b: number }) => wrap(a + b));
export const scale = step(small, ({ n, by = 2 }: { n: number; by?: number }) => wrap(n * by));
export const half = step(small, ({ n }: { n: number }) => {
  if (n % 2 !== 0) throw new RangeError(`${n} is odd`);
  return n / 2;
});
/** Runs out of memory: where pods are real or interpreted, it is killed. */
export const fragile = step(small, async ({ n }: { n: number }): Promise<number> => {
  if (n % 3 === 0) throw Object.assign(new Error("the step ran out of memory"), { name: "OutOfMemoryError" });
  return n;
});
export const range = step(small, ({ count }: { count: number }) =>
  Array.from({ length: Math.abs(wrap(count)) % 4 }, (_, index) => index),
);
export const positive = step(small, async ({ n }: { n: number }) => n > 0);
export const word = step(small, ({ n }: { n: number }) => "abcdefghij".slice(0, Math.abs(wrap(n)) % 10));
export const shout = step(small, async ({ text }: { text: string }) => `${text.slice(0, 20).toUpperCase()}!`);
export const refuse = step(small, async ({ text }: { text: string }): Promise<string> => {
  if (text.length > 5) throw new TypeError(`too long: ${text}`);
  return text;
});
export const letters = step(small, ({ text }: { text: string }) => [...text].slice(0, 3));
export const note = step(small, (_input: { about: string }): void => {});
export const user = step(small, async ({ id }: { id: number }): Promise<User> => {
  const common = { id, name: `user ${id}`, scores: [id, wrap(id * 2)] };
  return id % 2 === 0
    ? { ...common, nick: "even", home: { city: `city ${id}` } }
    : { ...common, nick: null };
});
export const find = step(small, async ({ id }: { id: number }): Promise<User | null> =>
  id % 3 === 0 ? null : { id, name: `found ${id}`, nick: id % 3 === 1 ? "one" : null, scores: [] },
);
export const rate = step(small, ({ who, bonus }: { who: User; bonus: number }) => wrap(who.scores.length + bonus));
