/** Readers of plain values: each gives the value, or reports why it is none and gives nothing. */
import { didYouMean } from "../did-you-mean.ts";
import type { Refusal } from "../duration.ts";
import type { Json } from "../ir/types.ts";
import { isNotJsonError, toJson } from "../runtime/json.ts";
import { type At, inside, pathOf, quote, refuse, refuseAs } from "./report.ts";

export type Reader<Value> = (value: unknown, at: At) => Value | undefined;

export const text: Reader<string> = (value, at) =>
  typeof value === "string"
    ? value
    : refuse(at, `${quote(value)} is not text`, typeof value === "number" ? `write "${value}"` : "write a string");

export const boolean: Reader<boolean> = (value, at) =>
  typeof value === "boolean" ? value : refuse(at, `${quote(value)} is neither true nor false`);

/** Text that a check has nothing against. */
export function textThat(check: (text: string) => Refusal | undefined): Reader<string> {
  return (value, at) => {
    const read = text(value, at);
    const refusal = read === undefined ? undefined : check(read);
    return refusal === undefined ? read : refuseAs(at, refusal);
  };
}

export function integer(min: number, max: number): Reader<number> {
  return (value, at) => {
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    return refuse(at, `${quote(value)} is not a whole number from ${min} to ${max}`);
  };
}

export function oneOf<const Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (value, at) => {
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    const list = words.map((candidate) => `"${candidate}"`).join(", ");
    return refuse(
      at,
      `${quote(value)} is not one of ${list}`,
      typeof value === "string" ? didYouMean(value, words) : undefined,
    );
  };
}

export function listOf<Element>(element: Reader<Element>): Reader<readonly Element[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return refuse(at, `${quote(value)} is not a list`, "write it in [ ]");
    return value.flatMap((entry: unknown, index) => {
      const read = element(entry, inside(at, index));
      return read === undefined ? [] : [read];
    });
  };
}

/** An object whose keys the author chooses. */
export function recordOf<Value>(
  key: (key: string) => Refusal | undefined,
  reader: Reader<Value>,
): Reader<{ readonly [key: string]: Value }> {
  return (value, at) => {
    if (!isObject(value)) return refuse(at, `${quote(value)} is not an object`);
    const entries = Object.entries(value).flatMap(([name, entry]) => {
      if (entry === undefined) return [];
      const refusal = key(name);
      if (refusal !== undefined) refuseAs(inside(at, name), refusal);
      const read = reader(entry, inside(at, name));
      return read === undefined ? [] : [[name, read] as const];
    });
    return Object.fromEntries(entries);
  };
}

export const anyKey = (): undefined => undefined;

type Shape = { readonly [key: string]: Reader<unknown> };
export type Read<Fields extends Shape> = {
  readonly [Key in keyof Fields]?: Fields[Key] extends Reader<infer Value> ? Value : never;
};

/** An object with these fields and no others. A field that holds `undefined` counts as absent. */
export function fieldsOf<const Fields extends Shape>(
  shape: Fields,
  what: string,
  required: readonly (keyof Fields & string)[] = [],
): Reader<Read<Fields>> {
  return (value, at) => {
    if (!isObject(value)) return refuse(at, `${quote(value)} is not an object`);
    const read: { [key: string]: unknown } = {};
    for (const [key, field] of Object.entries(value)) {
      const reader = Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (reader === undefined)
        refuse(
          inside(at, key),
          `"${key}" is not ${what}`,
          didYouMean(key, Object.keys(shape)) ?? `known are ${Object.keys(shape).join(", ")}`,
        );
      else if (field !== undefined) {
        const result = reader(field, inside(at, key));
        if (result !== undefined) read[key] = result;
      }
    }
    for (const key of required) {
      if ((value as { readonly [key: string]: unknown })[key] === undefined)
        refuse(inside(at, key), `"${key}" is missing`);
    }
    return read as Read<Fields>;
  };
}

/** Anything that JSON can hold. */
export const json: Reader<Json> = (value, at) => {
  try {
    return toJson(value, pathOf(at));
  } catch (error) {
    if (isNotJsonError(error)) return refuse(at, error.message);
    throw error;
  }
};

export const jsonObject: Reader<{ readonly [key: string]: Json }> = (value, at) =>
  isObject(value)
    ? (json(value, at) as { readonly [key: string]: Json } | undefined)
    : refuse(at, `${quote(value)} is not an object`);

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
