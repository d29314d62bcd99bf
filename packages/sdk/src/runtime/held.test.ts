import { expect, test } from "vitest";
import { hold, release } from "./held.ts";

function travelled(compute: () => unknown): unknown {
  const held = hold(compute);
  return held === undefined ? undefined : (JSON.parse(JSON.stringify(held)) as unknown);
}

test.each([
  undefined,
  null,
  0,
  "text",
  [1, null],
  { a: { b: 1 } },
  { $argosy: "error", error: { name: "no", message: "mark" } },
])("%j is itself again", (value) => {
  expect(release(travelled(() => value))).toEqual(value);
});

test("what was thrown is thrown again, and not before it is asked for", () => {
  const held = travelled(() => {
    throw new RangeError("too much");
  });
  expect(() => release(held)).toThrow(RangeError);
});

test("an error that lies in a variable stays an error", () => {
  const error = release(travelled(() => Object.assign(new TypeError("caught"), { step: "load" })));
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ name: "TypeError", message: "caught", step: "load" });
});
