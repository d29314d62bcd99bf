import { describe, expect, test } from "vitest";
import { fromWireError, isNonRetriable, NonRetriableError, toWireError } from "./errors.ts";

function trip(thrown: unknown, step?: string): Error {
  return fromWireError(JSON.parse(JSON.stringify(toWireError(thrown, step))));
}

describe("an error on its trip", () => {
  test.each([TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, NonRetriableError, Error])(
    "%o comes back as its class",
    (Class) => {
      const error = trip(new Class("bad"), "train");
      expect(error).toBeInstanceOf(Class);
      expect(Object.getPrototypeOf(error)).toBe(Class.prototype);
      expect(error).toMatchObject({ name: Class.name, message: "bad", step: "train" });
    },
  );

  test("an AggregateError comes back as one, without its errors", () => {
    expect(trip(new AggregateError([new Error("a")], "all"))).toBeInstanceOf(AggregateError);
  });

  test("another class keeps its name, which is enumerable for nobody", () => {
    class Diverged extends Error {
      override name = "Diverged";
    }
    const error = trip(new Diverged("loss is NaN"), "train");
    expect(error.name).toBe("Diverged");
    expect(error).toBeInstanceOf(Error);
    expect(Object.keys(error)).toEqual(["step"]);
  });

  test("keeps the step that failed first", () => {
    expect(toWireError(trip(new Error("x"), "load"), "train")).toEqual({ name: "Error", message: "x", step: "load" });
  });

  test("keeps its causes, as long as they are errors and not endless", () => {
    const error = trip(new Error("outer", { cause: new TypeError("inner", { cause: "text" }) }));
    expect(error.cause).toBeInstanceOf(TypeError);
    expect((error.cause as Error).cause).toBeUndefined();
    const endless = new Error("loop");
    endless.cause = endless;
    expect(JSON.stringify(toWireError(endless)).match(/loop/g)).toHaveLength(6);
  });

  test("keeps the place, and shows both in the stack", () => {
    const error = fromWireError({ name: "Error", message: "x", step: "load", at: "churn.ts:12:3" });
    expect(error.stack).toBe("Error: x\n    at churn.ts:12:3\n    in step load");
    expect(toWireError(error)).toEqual({ name: "Error", message: "x", step: "load", at: "churn.ts:12:3" });
  });

  test.each([
    ["text", "text"],
    [42, "42"],
    [undefined, "undefined"],
    [null, "null"],
    [{ code: 7 }, '{"code":7}'],
    [{ n: 1n }, "[object Object]"],
  ])("%o, which is no error, becomes one", (thrown, message) => {
    expect(toWireError(thrown, "load")).toEqual({ name: "Error", message, step: "load" });
  });

  test("strange errors do not break it", () => {
    const strange = Object.assign(new Error("x"), { name: undefined, message: undefined, step: 4 });
    expect(toWireError(strange)).toEqual({ name: "Error", message: "" });
  });
});

describe("NonRetriableError", () => {
  class TooFew extends NonRetriableError {}
  class Other extends NonRetriableError {}

  test("and its subclasses are recognised", () => {
    expect(isNonRetriable(new NonRetriableError("x"))).toBe(true);
    expect(isNonRetriable(new TooFew("x"))).toBe(true);
    expect(new TooFew("x")).toBeInstanceOf(NonRetriableError);
    expect(new TooFew("x")).toBeInstanceOf(TooFew);
    expect(new TooFew("x")).not.toBeInstanceOf(Other);
    for (const other of [new Error("x"), undefined, null, "x"]) {
      expect(isNonRetriable(other)).toBe(false);
      expect(other).not.toBeInstanceOf(NonRetriableError);
    }
  });

  test("of another copy of the package is an instance too", async () => {
    const again = "./errors.ts?copy";
    const copy = (await import(again)) as typeof import("./errors.ts");
    expect(copy.NonRetriableError).not.toBe(NonRetriableError);
    expect(new copy.NonRetriableError("x")).toBeInstanceOf(NonRetriableError);
    expect(copy.isNonRetriable(new TooFew("x"))).toBe(true);
    expect(trip(new copy.NonRetriableError("x"))).toMatchObject({ name: "NonRetriableError" });
  });
});
