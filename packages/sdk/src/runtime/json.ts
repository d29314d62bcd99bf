/**
 * The trip through JSON that every value takes between steps, made without text: the same in one process as between pods.
 * What JSON would silently change is refused, with the path of the value.
 */
import type { Json } from "../ir/types.ts";
import { errorJson } from "./errors.ts";

const BRAND: unique symbol = Symbol.for("argosy.NotJsonError");
const DEEPEST = 500;

/** A value that JSON cannot hold. */
export class NotJsonError extends TypeError {
  /** Where it lies, as in `result.runs[2].when`. */
  readonly path: string;
  declare readonly [BRAND]: true;

  constructor(path: string, what: string, hint: string) {
    super(`${path} is ${what}, which JSON cannot hold; ${hint}`);
    this.path = path;
    Object.defineProperty(this, "name", { value: "NotJsonError", configurable: true });
    Object.defineProperty(this, BRAND, { value: true });
  }
}

export function isNotJsonError(value: unknown): value is NotJsonError {
  return typeof value === "object" && value !== null && BRAND in value;
}

/**
 * What `value` is after its trip: a copy, `undefined` as `null`, keys that hold `undefined` left out, `-0` as `0`,
 * errors as `{ name, message, step }`.
 *
 * @param root how messages call the value, as in `result`
 * @throws {NotJsonError}
 */
export function toJson(value: unknown, root: string): Json {
  return value === undefined ? null : copy(value, root, []);
}

/** Like `toJson`, for a variable between pods, where `undefined` is a value of its own. */
export function toTravelling(value: unknown, root: string): Json | undefined {
  return value === undefined ? undefined : copy(value, root, []);
}

function copy(value: unknown, path: string, parents: readonly object[]): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value)) throw new NotJsonError(path, String(value), "write null, or leave the key out");
      return value === 0 ? 0 : value;
    case "bigint":
      throw new NotJsonError(path, "a bigint", "write String(value)");
    case "symbol":
      throw new NotJsonError(path, "a symbol", "write a string");
    case "function":
      throw new NotJsonError(path, "a function", "pass data instead");
    case "undefined":
      throw new NotJsonError(path, "undefined", "write null");
    case "object":
      return value === null ? null : copyObject(value, path, parents);
  }
}

function copyObject(value: object, path: string, parents: readonly object[]): Json {
  if (parents.includes(value))
    throw new NotJsonError(path, "a reference to an object that contains it", "pass its id instead");
  if (parents.length === DEEPEST)
    throw new NotJsonError(path, `nested deeper than ${DEEPEST} levels`, "save it with ctx.save");
  const inside = [...parents, value];
  if (Array.isArray(value)) return Array.from(value, (element, index) => copy(element, `${path}[${index}]`, inside));
  if (isError(value)) return errorJson(value);
  refuseBuiltIns(value, path);
  if (hasToJson(value)) return copy(value.toJSON(), path, inside);
  if (!isPlain(value))
    throw new NotJsonError(path, `an instance of ${className(value)}`, "pass a plain object, as in { ...value }");
  return copyFields(value, path, inside);
}

function copyFields(value: object, path: string, inside: readonly object[]): Json {
  const fields: { [key: string]: Json } = {};
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    const copied = copy(field, pathOf(path, key), inside);
    // Assigning to `__proto__` would set the prototype instead of a key.
    if (key === "__proto__")
      Object.defineProperty(fields, key, { value: copied, enumerable: true, configurable: true, writable: true });
    else fields[key] = copied;
  }
  return fields;
}

function refuseBuiltIns(value: object, path: string): void {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (ArrayBuffer.isView(value) || tag === "ArrayBuffer" || tag === "SharedArrayBuffer") {
    throw new NotJsonError(
      path,
      `binary data (${className(value)})`,
      "save it with ctx.save, or write Array.from(value)",
    );
  }
  const hint = BUILT_INS[tag];
  if (hint !== undefined) throw new NotJsonError(path, `a ${tag}`, hint);
}

const BUILT_INS: { readonly [tag: string]: string } = {
  Date: "write value.toISOString()",
  Map: "write Object.fromEntries(value)",
  Set: "write [...value]",
  WeakMap: "pass data instead",
  WeakSet: "pass data instead",
  Promise: "await it first",
  RegExp: "write value.source",
  Number: "write the number itself",
  String: "write the string itself",
  Boolean: "write the boolean itself",
};

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  // Not compared with `Object.prototype`: objects of another realm are plain too.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return typeof (value as { readonly toJSON?: unknown }).toJSON === "function";
}

function isError(value: object): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

function className(value: object): string {
  return (value.constructor as { readonly name?: string } | undefined)?.name || "a class";
}

function pathOf(path: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
