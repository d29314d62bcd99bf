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
  return value === undefined ? null : copy(value, { root, keys: [], parents: [] });
}

/** Like `toJson`, for a variable between pods, where `undefined` is a value of its own. */
export function toTravelling(value: unknown, root: string): Json | undefined {
  return value === undefined ? undefined : toJson(value, root);
}

/** The way to the value that is looked at, grown and shrunk on the way: a path for each value would cost more than the copy. */
interface Trail {
  readonly root: string;
  readonly keys: (string | number)[];
  readonly parents: object[];
}

function copy(value: unknown, trail: Trail): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (!Number.isFinite(value)) refuse(trail, String(value), "write null, or leave the key out");
      return value === 0 ? 0 : value;
    case "bigint":
      return refuse(trail, "a bigint", "write String(value)");
    case "symbol":
      return refuse(trail, "a symbol", "write a string");
    case "function":
      return refuse(trail, "a function", "pass data instead");
    case "undefined":
      return refuse(trail, "undefined", "write null");
    case "object":
      return value === null ? null : copyObject(value, trail);
  }
}

function copyObject(value: object, trail: Trail): Json {
  const { parents } = trail;
  if (parents.includes(value)) refuse(trail, "a reference to an object that contains it", "pass its id instead");
  if (parents.length === DEEPEST) refuse(trail, `nested deeper than ${DEEPEST} levels`, "save it with ctx.save");
  parents.push(value);
  const copied = Array.isArray(value) ? copyElements(value, trail) : copyOther(value, trail);
  parents.pop();
  return copied;
}

function copyOther(value: object, trail: Trail): Json {
  if (isPlain(value) && !hasToJson(value)) return copyFields(value, trail);
  if (isError(value)) return errorJson(value);
  refuseBuiltIns(value, trail);
  if (hasToJson(value)) return copy(value.toJSON(), trail);
  return refuse(trail, `an instance of ${className(value)}`, "pass a plain object, as in { ...value }");
}

function copyElements(value: readonly unknown[], trail: Trail): Json {
  const elements: Json[] = [];
  // By index, because a hole in the list has to be noticed.
  for (let index = 0; index < value.length; index++) {
    trail.keys.push(index);
    elements.push(copy(value[index], trail));
    trail.keys.pop();
  }
  return elements;
}

function copyFields(value: object, trail: Trail): Json {
  const fields: { [key: string]: Json } = {};
  for (const [key, field] of Object.entries(value) as [string, unknown][]) {
    if (field === undefined) continue;
    trail.keys.push(key);
    const copied = copy(field, trail);
    trail.keys.pop();
    // Assigning to `__proto__` would set the prototype instead of a key.
    if (key === "__proto__")
      Object.defineProperty(fields, key, { value: copied, enumerable: true, configurable: true, writable: true });
    else fields[key] = copied;
  }
  return fields;
}

function refuse({ root, keys }: Trail, what: string, hint: string): never {
  const path = keys.reduce<string>(
    (text, key) =>
      typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key) ? `${text}.${key}` : `${text}[${JSON.stringify(key)}]`,
    root,
  );
  throw new NotJsonError(path, what, hint);
}

function refuseBuiltIns(value: object, trail: Trail): void {
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (ArrayBuffer.isView(value) || tag === "ArrayBuffer" || tag === "SharedArrayBuffer") {
    refuse(trail, `binary data (${className(value)})`, "save it with ctx.save, or write Array.from(value)");
  }
  const hint = BUILT_INS[tag];
  if (hint !== undefined) refuse(trail, `a ${tag}`, hint);
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
