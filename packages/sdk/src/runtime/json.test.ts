import vm from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromWireError } from "./errors.ts";
import { isNotJsonError, toJson, toTravelling } from "./json.ts";

class Point {
  readonly x = 1;
}
class Money {
  toJSON(): unknown {
    return { cents: 100 };
  }
}
const loop: { inner: { loop?: unknown } } = { inner: {} };
loop.inner.loop = loop;

describe("what JSON would change is refused, with its path", () => {
  test.each([
    [
      { runs: [{}, {}, { when: new Date(0) }] },
      "result.runs[2].when is a Date, which JSON cannot hold; write value.toISOString()",
    ],
    [{ "a b": { c: Number.NaN } }, 'result["a b"].c is NaN, which JSON cannot hold; write null, or leave the key out'],
    [[Number.NEGATIVE_INFINITY], "result[0] is -Infinity, which JSON cannot hold; write null, or leave the key out"],
    [[1, undefined], "result[1] is undefined, which JSON cannot hold; write null"],
    // oxlint-disable-next-line no-sparse-arrays -- a hole is what is tested
    [[1, , 2], "result[1] is undefined, which JSON cannot hold; write null"],
    [{ n: 1n }, "result.n is a bigint, which JSON cannot hold; write String(value)"],
    [{ m: new Map() }, "result.m is a Map, which JSON cannot hold; write Object.fromEntries(value)"],
    [{ s: new Set() }, "result.s is a Set, which JSON cannot hold; write [...value]"],
    [{ f: () => 1 }, "result.f is a function, which JSON cannot hold; pass data instead"],
    [Symbol("x"), "result is a symbol, which JSON cannot hold; write a string"],
    [{ p: Promise.resolve(1) }, "result.p is a Promise, which JSON cannot hold; await it first"],
    [
      { b: Buffer.from("x") },
      "result.b is binary data (Buffer), which JSON cannot hold; save it with ctx.save, or write Array.from(value)",
    ],
    [
      new Float64Array(2),
      "result is binary data (Float64Array), which JSON cannot hold; save it with ctx.save, or write Array.from(value)",
    ],
    [
      new ArrayBuffer(2),
      "result is binary data (ArrayBuffer), which JSON cannot hold; save it with ctx.save, or write Array.from(value)",
    ],
    [/x/g, "result is a RegExp, which JSON cannot hold; write value.source"],
    [
      { point: new Point() },
      "result.point is an instance of Point, which JSON cannot hold; pass a plain object, as in { ...value }",
    ],
    [
      loop,
      "result.inner.loop is a reference to an object that contains it, which JSON cannot hold; pass its id instead",
    ],
    // oxlint-disable-next-line no-new-wrappers -- a wrapper is what is tested
    [new Number(1), "result is a Number, which JSON cannot hold; write the number itself"],
  ])("%o", (value, message) => {
    expect(messageOf(() => toJson(value, "result"))).toBe(message);
  });

  test("nesting that would overflow the stack", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 600; level++) deep = [deep];
    expect(messageOf(() => toJson(deep, "input"))).toMatch(/nested deeper than 500 levels/);
  });

  test("another copy of the package knows the error", () => {
    const caught = catchFrom(() => toJson(1n, "input"));
    expect(isNotJsonError(caught)).toBe(true);
    expect(caught).toMatchObject({ name: "NotJsonError", path: "input" });
    expect(isNotJsonError(new TypeError("x"))).toBe(false);
    expect(isNotJsonError(undefined)).toBe(false);
  });
});

describe("the trip", () => {
  test("gives undefined as null, leaves keys with undefined out, and forgets the sign of zero", () => {
    expect(toJson(undefined, "result")).toBe(null);
    expect(toTravelling(undefined, "result")).toBe(undefined);
    expect(toJson({ a: undefined, b: 1 }, "result")).toStrictEqual({ b: 1 });
    expect(Object.is(toJson(-0, "result"), 0)).toBe(true);
  });

  test("takes objects without a prototype, of another realm, and those that say what they are", () => {
    expect(toJson(Object.assign(Object.create(null), { a: 1 }), "result")).toStrictEqual({ a: 1 });
    expect(toJson(vm.runInNewContext("({ a: [1, { b: 2 }] })"), "result")).toStrictEqual({ a: [1, { b: 2 }] });
    expect(toJson({ price: new Money() }, "result")).toStrictEqual({ price: { cents: 100 } });
    expect(toJson(new URL("http://a.b/"), "result")).toBe("http://a.b/");
    expect(messageOf(() => toJson(vm.runInNewContext("({ d: new Date() })"), "result"))).toMatch(/^result.d is a Date/);
  });

  test("gives an error as name, message and step", () => {
    expect(toJson({ e: new RangeError("far") }, "result")).toStrictEqual({ e: { name: "RangeError", message: "far" } });
    const caught = fromWireError({
      name: "Lost",
      message: "gone",
      step: "load",
      cause: { name: "Error", message: "why" },
    });
    expect(toJson([caught], "result")).toStrictEqual([{ name: "Lost", message: "gone", step: "load" }]);
  });

  test("keeps a key called __proto__ a key", () => {
    const value: unknown = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}');
    const copied = toJson(value, "result");
    expect(JSON.stringify(copied)).toBe('{"__proto__":{"polluted":true},"a":1}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect((copied as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("allows the same object twice", () => {
    const shared = { a: 1 };
    const copied = toJson({ left: shared, right: [shared] }, "result") as unknown as { left: object; right: object[] };
    expect(copied).toStrictEqual({ left: { a: 1 }, right: [{ a: 1 }] });
    expect(copied.left).not.toBe(copied.right[0]);
  });

  test("changes nothing of a JSON value, shares nothing with it, and keeps the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false, depthSize: "medium" }), (value) => {
        const text = JSON.stringify(value);
        const copied = toJson(value, "result");
        expect(JSON.stringify(copied)).toBe(text);
        if (typeof value === "object" && value !== null) expect(copied).not.toBe(value);
      }),
    );
  });

  test("agrees with JSON's own text for whatever it accepts", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withNullPrototype: true }),
        (value) => {
          const copied = attempt(() => toJson(value, "result"));
          if (copied !== undefined) expect(JSON.stringify(copied)).toBe(JSON.stringify(value) ?? "null");
        },
      ),
    );
  });
});

function attempt<Value>(run: () => Value): Value | undefined {
  try {
    return run();
  } catch (error) {
    if (isNotJsonError(error)) return undefined;
    throw error;
  }
}

function catchFrom(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

function messageOf(run: () => unknown): string {
  return (catchFrom(run) as Error).message;
}
