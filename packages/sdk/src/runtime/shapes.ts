/**
 * What a schema makes of a value that fits it: defaults are filled in and fields that it does not name are left out.
 * Generated code calls these, as it calls the checks.
 */
import type { Check } from "./checks.ts";

export type Shape = (value: unknown) => unknown;

/** The shape of a field and, if there is one, its default. */
export type ShapedField = readonly [shape?: Shape | undefined, fallback?: unknown];

const same: Shape = (value) => value;

/** The fields in the order of the schema. @param others of all other fields, which are left out without it */
export function shapedFields(fields: { readonly [key: string]: ShapedField }, others?: Shape): Shape {
  const named = Object.entries(fields);
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const given = value as { readonly [key: string]: unknown };
    const own = named.flatMap(([key, field]): readonly (readonly [string, unknown])[] => {
      const [shape = same] = field;
      if (Object.hasOwn(given, key)) return [[key, shape(given[key])]];
      return field.length > 1 ? [[key, structuredClone(field[1])]] : [];
    });
    const rest =
      others === undefined
        ? []
        : Object.entries(given).flatMap(([key, one]) =>
            Object.hasOwn(fields, key) ? [] : [[key, others(one)] as const],
          );
    return Object.fromEntries([...own, ...rest]);
  };
}

export function shapedItems(first: readonly (Shape | undefined)[], rest: Shape = same): Shape {
  return (value) => (Array.isArray(value) ? value.map((one: unknown, index) => (first[index] ?? rest)(one)) : value);
}

/** The first arm of a union that the value fits says what becomes of it. */
export function shapedArm(...arms: readonly (readonly [check: Check, shape?: Shape | undefined])[]): Shape {
  return (value) => {
    const [, shape = same] = arms.find(([check]) => check(value) === undefined) ?? [];
    return shape(value);
  };
}
