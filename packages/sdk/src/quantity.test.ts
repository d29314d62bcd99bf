import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareQuantities, formatQuantity, parseQuantity, quantityToNumber, readQuantity } from "./quantity.ts";

/** What kubectl 1.32 printed for `create quota --hard=memory=… --dry-run=client`, where it did not keep the text. */
const CANONICAL: readonly (readonly [string, string])[] = [
  ["0", "0"], ["0.0", "0"], ["00", "0"], ["-0", "0"], ["0Ki", "0"], ["1000", "1k"], ["1500", "1500"], ["1024", "1024"],
  ["12000", "12k"], ["0.5", "500m"], [".5", "500m"], ["1.5", "1500m"], ["0.50", "500m"], ["1.10", "1100m"],
  ["1.0005", "1000500u"], ["0.0001", "100u"], ["0.1234", "123400u"], ["0.0000000001", "1n"], ["0.1234567891", "123456790n"],
  ["1000m", "1"], ["1500m", "1500m"], ["0.5m", "500u"], ["250000u", "250m"], ["1500u", "1500u"],
  ["1.5Gi", "1536Mi"], ["2.50Gi", "2560Mi"], ["0.5Gi", "512Mi"], ["1024Mi", "1Gi"], ["1025Mi", "1025Mi"], ["1048576Ki", "1Gi"],
  ["1536Ki", "1536Ki"], ["1024Ki", "1Mi"], ["1000Mi", "1000Mi"], ["0.5Ki", "512"], ["0.1Gi", "107374182400m"],
  ["0.1Mi", "104857600m"], ["1.024Ki", "1048576m"], ["0.001Ki", "1024m"], ["-1Gi", "-1Gi"],
  ["1000M", "1G"], ["1024M", "1024M"], ["1500M", "1500M"], ["16G", "16G"], ["1T", "1T"], ["1P", "1P"], ["1E", "1E"],
  ["1Ti", "1Ti"], ["1Pi", "1Pi"], ["1Ei", "1Ei"], ["7Ei", "7Ei"], ["9223372036854775807", "9223372036854775807"],
]; // prettier-ignore

/** Texts that kubectl took and kept as they were. */
const SAME_VALUE: readonly (readonly [string, string])[] = [
  ["5.", "5"], ["+1", "1"], ["007", "7"], ["1e3", "1k"], ["1E3", "1k"], ["1.5e3", "1500"], ["1e4", "10k"], ["12e6", "12M"],
  ["1e-3", "1m"], ["1e-10", "1n"], ["1e+3", "1k"], ["15e-1", "1500m"], ["2e2", "200"], ["1e0", "1"], ["9E", "9E"], ["1e18", "1E"],
]; // prettier-ignore

/** Texts that kubectl refused. */
const REFUSED = [
  "1K",
  "1ki",
  "1mi",
  "1MiB",
  "1GB",
  "1g",
  "1gi",
  "16GB",
  "1e",
  "1e3x",
  "12e6Ki",
  "0x10",
  "1 Gi",
  " 1",
  "1 ",
  "1i",
  "1_000",
  "1,5",
  "1Zi",
  "",
];

describe("the grammar", () => {
  test.each(CANONICAL)("%s is %s", (text, canonical) => {
    expect(formatQuantity(parseQuantity(text))).toBe(canonical);
  });

  test.each(SAME_VALUE)("%s is worth %s", (text, same) => {
    expect(formatQuantity(parseQuantity(text))).toBe(same);
  });

  test.each([...REFUSED, "m", "k", "Ki", ".", "+", "1Gi\n", "٣"])("%j is refused", (text) => {
    expect(readQuantity(text)).toHaveProperty("message", `${JSON.stringify(text)} is not a Kubernetes quantity`);
  });

  test("what Kubernetes would cut off is refused", () => {
    for (const text of ["8Ei", "10Ei", "9223372036854775808", "1e30", "1e999"]) {
      expect(readQuantity(text)).toHaveProperty("message", `"${text}" is more than Kubernetes can count`);
    }
  });
});

describe("what to write instead", () => {
  test.each([
    ["16GB", 'write "16G" or "16Gi"'],
    ["1K", 'write "1k" or "1Ki"'],
    ["1g", 'write "1G" or "1Gi"'],
    ["0.5 Gi", 'write "0.5Gi"'],
    ["0.5 G", 'write "0.5G"'],
    ["512MiB", 'write "512Mi"'],
    ["1gi", 'write "1Gi"'],
    ["2 tb", 'write "2T" or "2Ti"'],
    ["512 m", 'write "512m" for thousandths, or "512Mi"'],
    ["1e3x", 'write a number and a unit, as in "500m", "2", "512Mi" or "16Gi"'],
  ])("%s: %s", (text, hint) => {
    expect(readQuantity(text)).toHaveProperty("hint", hint);
  });

  test("parsing says both", () => {
    expect(() => parseQuantity("16GB")).toThrow('"16GB" is not a Kubernetes quantity; write "16G" or "16Gi"');
  });
});

const quantityText = fc
  .tuple(
    fc.nat(99_999),
    fc.option(fc.stringMatching(/^\d{1,6}$/)),
    fc.constantFrom("", "n", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"),
  )
  .map(([whole, fraction, unit]) => `${whole}${fraction === null ? "" : `.${fraction}`}${unit}`);

describe("any quantity", () => {
  test("keeps its value when printed, and prints the same again", () => {
    fc.assert(
      fc.property(quantityText, (text) => {
        const quantity = parseQuantity(text);
        const printed = formatQuantity(quantity);
        expect(parseQuantity(printed).nano).toBe(quantity.nano);
        expect(formatQuantity(parseQuantity(printed))).toBe(printed);
      }),
    );
  });

  test("is compared by value, exactly", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 62n), fc.bigInt(0n, 2n ** 62n), (left, right) => {
        const expected = left === right ? 0 : left < right ? -1 : 1;
        expect(compareQuantities(parseQuantity(`${left}`), parseQuantity(`${right}`))).toBe(expected);
      }),
    );
    expect(compareQuantities(parseQuantity("9007199254740993"), parseQuantity("9007199254740992"))).toBe(1);
    expect(compareQuantities(parseQuantity("1Gi"), parseQuantity("1G"))).toBe(1);
    expect(compareQuantities(parseQuantity("1000m"), parseQuantity("1"))).toBe(0);
  });
});

test("as a number", () => {
  expect(quantityToNumber(parseQuantity("1.5Gi"))).toBe(1.5 * 2 ** 30);
  expect(quantityToNumber(parseQuantity("250m"))).toBe(0.25);
});
