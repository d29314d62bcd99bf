/** Replaces what of the language itself depends on the clock, chance, locale or time zone. */

interface Intrinsics {
  readonly globalThis: object;
  readonly Date: DateConstructor;
  readonly Math: Math;
  readonly Number: NumberConstructor;
  readonly String: StringConstructor;
  readonly Array: ArrayConstructor;
  readonly BigInt: BigIntConstructor;
}

type Refuse = (reason: string) => never;

export function exactMembers(realm: Intrinsics, refuse: Refuse): void {
  replace(realm.Math, ["random"], () => refuse("it is random"));
  const locale = (): never => refuse("it depends on the locale");
  replace(realm.String.prototype, ["localeCompare", "toLocaleUpperCase", "toLocaleLowerCase"], locale);
  for (const { prototype } of [realm.Number, realm.Array, realm.BigInt]) replace(prototype, ["toLocaleString"], locale);
  replace(realm.Date.prototype, ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"], locale);
  replace(realm.Date.prototype, LOCAL_TIME, () => refuse("it depends on the time zone"));
  const absent = (name: string): PropertyDescriptor => ({
    get: () => refuse(`it uses \`${name}\``),
    configurable: true,
  });
  for (const name of ["WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics"])
    Object.defineProperty(realm.globalThis, name, absent(name));
  Object.defineProperty(realm.globalThis, "Intl", { get: locale, configurable: true });
  Object.defineProperty(realm.globalThis, "Date", {
    value: exactDate(realm.Date, refuse),
    configurable: true,
    writable: true,
  });
}

const LOCAL_TIME = [
  "getDate",
  "getDay",
  "getFullYear",
  "getHours",
  "getMilliseconds",
  "getMinutes",
  "getMonth",
  "getSeconds",
  "getTimezoneOffset",
  "getYear",
  "setDate",
  "setFullYear",
  "setHours",
  "setMilliseconds",
  "setMinutes",
  "setMonth",
  "setSeconds",
  "setYear",
  "toString",
  "toDateString",
  "toTimeString",
];

/** A `Date` that is made of a given instant only. */
function exactDate(date: DateConstructor, refuse: Refuse): DateConstructor {
  const clock = (): never => refuse("it reads the clock");
  const zone = (): never => refuse("it depends on the time zone");
  const check = (text: string): string => (/^\d{4}(-\d\d(-\d\d)?)?$|(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : zone());
  const parse = date.parse;
  date.parse = (text) => parse(check(String(text)));
  date.now = clock;
  const proxy = new Proxy(date, {
    apply: clock,
    construct: (target, args: unknown[], newTarget) => {
      if (args.length === 0) return clock();
      if (args.length > 1) return zone();
      if (typeof args[0] === "string") check(args[0]);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  date.prototype.constructor = proxy;
  return proxy;
}

function replace(target: object, names: readonly string[], value: () => never): void {
  for (const name of names) Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
