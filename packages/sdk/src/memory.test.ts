import fc from "fast-check";
import { expect, test } from "vitest";
import { gi, mi } from "./memory.ts";
import { parseQuantity, quantityToNumber } from "./quantity.ts";

test.each([
  [gi(1), "1Gi"],
  [gi(1.5), "1536Mi"],
  [gi(0.3), "314573Ki"],
  [gi(2048), "2048Gi"],
  [mi(512), "512Mi"],
  [mi(1024), "1Gi"],
  [mi(0.0001), "1Ki"],
])("%s is %s", (made, expected) => {
  expect(made).toBe(expected);
});

test("is never less than asked for, and less than a kibibyte more", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (amount) => {
      const bytes = quantityToNumber(parseQuantity(gi(amount)));
      expect(bytes).toBeGreaterThanOrEqual(amount * 2 ** 30);
      expect(bytes - amount * 2 ** 30).toBeLessThan(1024 + amount);
    }),
  );
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("gi(%d) is refused", (amount) => {
  expect(() => gi(amount)).toThrow(new RangeError(`gi(${amount}): memory is a positive number`));
});

test("what no machine has is refused", () => {
  expect(() => mi(1e30)).toThrow("more memory than any machine has");
});
