/**
 * What generated checks of values are made of: one function per keyword of JSON Schema. A check gives what does not fit,
 * or nothing. Values have been through JSON. A bundle holds only the functions that its own checks call.
 */
import type { Shape } from "./shapes.ts";
import { TYPE_MISMATCH } from "./type-mismatch.ts";

export { shapedArm, shapedFields, shapedItems, type Shape } from "./shapes.ts";

export interface Mismatch {
  /** From the value that was checked to the part that does not fit. */
  readonly keys: (string | number)[];
  /** `be a number`, `be null`: one of these. */
  readonly must: readonly string[];
  /** The part itself; `undefined` when it is missing. */
  readonly value: unknown;
  /** The part is compared with a constant: in a union it may say which of the types is meant. */
  readonly isConstant?: boolean;
}

export type Check = (value: unknown) => Mismatch[] | undefined;

type Fields = { readonly [key: string]: unknown };
type JsonType = "string" | "number" | "integer" | "boolean" | "null" | "object" | "array";

/** Nobody reads more, and a long list may be wrong in every element. */
const MOST = 10;

const WORDS: { readonly [Type in JsonType]: string } = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  null: "null",
  object: "an object",
  array: "a list",
};

export const any: Check = () => undefined;
export const never: Check = (value) => [{ keys: [], must: ["not be given"], value }];

export function type(...types: readonly JsonType[]): Check {
  const must = types.map((one) => `be ${WORDS[one]}`);
  const [only, ...more] = types;
  if (only !== undefined && more.length === 0) return test((value) => isOf(only, value), must);
  return test((value) => types.some((one) => isOf(one, value)), must);
}

function isOf(type: JsonType, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** One of some constants. */
export function constant(...values: readonly unknown[]): Check {
  const must = values.map((value) => `be ${JSON.stringify(value)}`);
  const simple = new Set(values.filter((value) => typeof value !== "object" || value === null));
  const others = values.filter((value) => !simple.has(value));
  return (value) =>
    simple.has(value) || others.some((other) => equal(other, value))
      ? undefined
      : [{ keys: [], must, value, isConstant: true }];
}

function equal(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal((a as Fields)[key], (b as Fields)[key]))
  );
}

export function all(...checks: readonly Check[]): Check {
  return (value) => {
    let found: Mismatch[] | undefined;
    for (const check of checks) found = add(found, check(value));
    return found;
  };
}

/** At least one of `checks`. */
export function some(...checks: readonly Check[]): Check {
  return (value) => {
    const arms: Mismatch[][] = [];
    for (const check of checks) {
      const arm = check(value);
      if (arm === undefined) return undefined;
      arms.push(arm);
    }
    return nearest(arms, value);
  };
}

/** Exactly one of `checks`. */
export function one(...checks: readonly Check[]): Check {
  const atLeast = some(...checks);
  return (value) =>
    checks.filter((check) => check(value) === undefined).length > 1
      ? [{ keys: [], must: ["fit only one of the types it may have"], value }]
      : atLeast(value);
}

export function not(check: Check): Check {
  return (value) => (check(value) === undefined ? [{ keys: [], must: ["be something else"], value }] : undefined);
}

/** The arm that the value nearly is says more than that it is none of them. */
function nearest(arms: readonly Mismatch[][], value: unknown): Mismatch[] {
  const inside = arms.filter((arm) => arm.every(({ keys }) => keys.length > 0));
  const meant = inside.filter((arm) => !arm.some(isTag));
  const [only, ...more] = meant;
  if (only !== undefined && more.length === 0) return only;
  if (only === undefined && inside.length > 0) {
    const tags = inside.map((arm) => arm.find(isTag)).filter((tag) => tag !== undefined);
    const [tag] = tags;
    if (tag !== undefined && tags.every(({ keys }) => keys[0] === tag.keys[0]))
      return [{ ...tag, must: tags.flatMap(({ must }) => must) }];
  }
  if (inside.length > 0) return [{ keys: [], must: ["fit one of the types it may have"], value }];
  const musts = arms.flatMap((arm) => arm.filter(({ keys }) => keys.length === 0).flatMap(({ must }) => must));
  return [{ keys: [], must: musts, value, isConstant: arms.flat().every(({ isConstant }) => isConstant) }];
}

/** A field that would have to hold a constant. */
function isTag({ keys, isConstant }: Mismatch): boolean {
  return keys.length === 1 && isConstant === true;
}

/** `be a number` and `be null` are `be a number or null`. */
function joined(musts: readonly string[]): string {
  const distinct = [...new Set(musts)];
  return distinct.every((must) => must.startsWith("be "))
    ? `be ${listed(distinct.map((must) => must.slice(3)))}`
    : distinct.join(", or ");
}

export function fields(checks: { readonly [key: string]: Check }, required: readonly string[] = []): Check {
  const entries = Object.entries(checks);
  const needed = new Map(required.map((key) => [key, (Object.hasOwn(checks, key) ? checks[key] : undefined) ?? any]));
  return (value) => {
    if (!isObject(value)) return undefined;
    let found: Mismatch[] | undefined;
    for (const [key, check] of needed) if (!Object.hasOwn(value, key)) found = add(found, missing(key, check));
    for (const [key, check] of entries)
      if (Object.hasOwn(value, key)) found = add(found, under(key, check(value[key])));
    return found;
  };
}

function missing(key: string, check: Check): Mismatch[] {
  const must = check(undefined)?.find(({ keys }) => keys.length === 0);
  return [{ ...must, keys: [key], must: must?.must ?? ["be given"], value: undefined }];
}

/** The fields that no check of their own has: by patterns of their name, and all others. */
export function others(
  known: readonly string[],
  patterns: readonly (readonly [RegExp, Check])[],
  rest: Check = any,
): Check {
  const names = new Set(known);
  return (value) => {
    if (!isObject(value)) return undefined;
    let found: Mismatch[] | undefined;
    for (const key of Object.keys(value)) {
      const matching = patterns.filter(([pattern]) => pattern.test(key));
      for (const [, check] of matching) found = add(found, under(key, check(value[key])));
      if (matching.length === 0 && !names.has(key)) found = add(found, under(key, rest(value[key])));
    }
    return found;
  };
}

export function names(check: Check): Check {
  return (value) => {
    if (!isObject(value)) return undefined;
    let found: Mismatch[] | undefined;
    for (const key of Object.keys(value)) {
      const wrong = check(key)?.map((mismatch) => ({
        ...mismatch,
        must: mismatch.must.map((must) => `have a name that must ${must}`),
      }));
      found = add(found, under(key, wrong));
    }
    return found;
  };
}

export function items(first: readonly Check[], rest: Check = any): Check {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    let found: Mismatch[] | undefined;
    // By index: an iterator costs as much as a check.
    for (let index = 0; index < value.length; index++) {
      const wrong = (first[index] ?? rest)(value[index]);
      if (wrong === undefined) continue;
      found = add(found, under(index, wrong));
      if (found !== undefined && found.length >= MOST) break;
    }
    return found;
  };
}

/** How many elements, characters or fields there are. */
export function size(kind: "array" | "string" | "object", least: number, most = Infinity): Check {
  const unit = { array: "element", string: "character", object: "field" }[kind];
  return (value) => {
    if (!isOf(kind, value)) return undefined;
    const count = sizeOf(value as string | readonly unknown[] | Fields);
    if (count < least) return [{ keys: [], must: [`have at least ${counted(least, unit)}`], value }];
    return count > most ? [{ keys: [], must: [`have at most ${counted(most, unit)}`], value }] : undefined;
  };
}

function sizeOf(value: string | readonly unknown[] | Fields): number {
  if (Array.isArray(value)) return value.length;
  // JSON Schema counts characters, not halves of them.
  return typeof value === "string" ? [...value].length : Object.keys(value).length;
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

type Bound = "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf";

export function bound(kind: Bound, limit: number): Check {
  const [word, fits] = BOUNDS[kind];
  return test((value) => typeof value !== "number" || fits(value, limit), [`be ${word} ${limit}`]);
}

const BOUNDS: { readonly [Kind in Bound]: readonly [word: string, (value: number, limit: number) => boolean] } = {
  minimum: ["at least", (value, limit) => value >= limit],
  maximum: ["at most", (value, limit) => value <= limit],
  exclusiveMinimum: ["more than", (value, limit) => value > limit],
  exclusiveMaximum: ["less than", (value, limit) => value < limit],
  multipleOf: ["a multiple of", (value, limit) => Number.isInteger(value / limit)],
};

export function match(pattern: RegExp): Check {
  return test((value) => typeof value !== "string" || pattern.test(value), [`match ${pattern}`]);
}

export function unique(): Check {
  return test(
    (value) =>
      !Array.isArray(value) ||
      !value.some((element, index) => value.slice(0, index).some((other) => equal(element, other))),
    ["have no element twice"],
  );
}

/** A check that is defined elsewhere, perhaps around this one. */
export function later(get: () => Check): Check {
  return (value) => get()(value);
}

function test(fits: (value: unknown) => boolean, must: readonly string[]): Check {
  return (value) => (fits(value) ? undefined : [{ keys: [], must, value }]);
}

function add(found: Mismatch[] | undefined, more: Mismatch[] | undefined): Mismatch[] | undefined {
  if (found === undefined || more === undefined) return found ?? more;
  found.push(...more);
  return found;
}

function under(key: string | number, wrong: Mismatch[] | undefined): Mismatch[] | undefined {
  if (wrong !== undefined) for (const { keys } of wrong) keys.unshift(key);
  return wrong;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `scores[2].f1`; empty for the value itself. */
export function mismatchPath(keys: readonly (string | number)[]): string {
  const text = keys.map((key) =>
    typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
  );
  return text.join("").replace(/^\./, "");
}

/** `must be a number, and it is null` */
export function mismatchMessage({ must, value }: Mismatch): string {
  const wanted = `must ${joined(must)}`;
  return value === undefined ? `is missing; it ${wanted}` : `${wanted}, and it is ${described(value)}`;
}

function described(value: unknown): string {
  if (typeof value === "string") return value.length > 40 ? "a string" : `the string ${JSON.stringify(value)}`;
  if (Array.isArray(value)) return `a list of ${counted(value.length, "element")}`;
  return isObject(value) ? "an object" : JSON.stringify(value);
}

/** `a, b or c` */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

const SHOWN = 3;

/**
 * Gives the value, in the form that its schema gives it.
 *
 * @param what `the result of \`train\``
 * @throws {TypeMismatchError} when the value does not fit
 */
export function requiring(what: string, check: Check, shape: Shape = (value) => value): Shape {
  return (value) => {
    const mismatches = check(value);
    if (mismatches !== undefined) throw new TypeMismatchError(what, mismatches.map(mismatchLine));
    return shape(value);
  };
}

function mismatchLine(mismatch: Mismatch): string {
  const path = mismatchPath(mismatch.keys);
  return `${path === "" ? "it" : `\`${path}\``} ${mismatchMessage(mismatch)}`;
}

/** A value that does not have its declared type. */
export class TypeMismatchError extends TypeError {
  /** @param problems clauses such as `` `n` must be a number, and it is null `` */
  constructor(what: string, problems: readonly string[]) {
    const more = problems.length > SHOWN ? "; and more" : "";
    super(`${what} does not have the type it is declared with: ${problems.slice(0, SHOWN).join("; ")}${more}`);
    Object.defineProperty(this, "name", { value: "TypeMismatchError", configurable: true });
    Object.defineProperty(this, TYPE_MISMATCH, { value: true });
  }
}
