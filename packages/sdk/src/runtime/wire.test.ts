import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../ir/types.ts";
import { decodeWire, encodeWire, encodeWireError, encodeWireSpill, safeJson, UNDEFINED_WIRE } from "./wire.ts";

/** What clusters, shells and parsers trip over. */
const HOSTILE = [
  ["{{", "}}", "{{=", "{{inputs.parameters.x}}", "{", "$(HOME)", "$$", "$$(HOME)", "$", "(", "\\", "%s", "<!--", "]]>"],
  ['"', "'", "'''", "`", "\n", "\r\n", "\t", "\0", "\u007f", "\u2028", "\u2029", "\ufeff", "undefined", "null", ""],
  ["😀", "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}", "\ud800", "\udc00", "é", "e\u0301"],
  ["$argosy", "__proto__", "constructor", "\\u007b\\u007b", "\\$("],
].flat();

/** Them in any order, between ordinary text. */
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 8 })
  .map((pieces) => pieces.join(""));

/**
 * None is a backslash alone: once V8 13 has parsed an object with that key, it takes a key of one escaped character, such
 * as `"\\u00e9"`, for it. Nothing that is written can keep it from that.
 */
const hostileKey = fc
  .oneof(hostileText, fc.constantFrom("__proto__", "$argosy", "", "0", "toString"))
  .filter((key) => key !== "\\");
const hostileValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false, 0, 2 ** 53, -1.5e-300, 1e21),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    hostileText,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(hostileKey, tie("value")), { maxLength: 4 }).map(objectOf),
  ),
})).value;

function objectOf(entries: readonly (readonly [string, Json])[]): Json {
  const object: { [key: string]: Json } = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  return object;
}

/** Nothing that Argo, the kubelet or a lossy encoding would touch. */
function expectHarmless(text: string): void {
  expect(text).not.toContain("{{");
  expect(text).not.toContain("$(");
  expect(text).not.toContain("$$");
  expect(text).toMatch(/^[\x20-\x7e]*$/);
}

describe("any value", () => {
  test("comes back as it was, in harmless text", () => {
    fc.assert(
      fc.property(hostileValue, (value) => {
        const text = encodeWire(value);
        expectHarmless(text);
        const decoded = decodeWire(JSON.parse(text));
        expect(decoded.kind).toBe("value");
        // As text: equality of objects would not tell a key `__proto__` from a prototype.
        expect(JSON.stringify((decoded as { value: Json }).value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 2000 },
    );
  });

  test("comes back inside a list of wire texts, as a fan-out collects them", () => {
    fc.assert(
      fc.property(fc.array(hostileValue, { maxLength: 4 }), (values) => {
        const list = safeJson(values.map((value) => encodeWire(value)));
        expectHarmless(list);
        const decoded = (JSON.parse(list) as string[]).map((text) => decodeWire(JSON.parse(text)));
        expect(JSON.stringify(decoded.map((one) => (one as { value: Json }).value))).toBe(JSON.stringify(values));
      }),
    );
  });

  test("whose shape is our own marker is a value all the same", () => {
    for (const value of [
      { $argosy: "undefined" },
      { $argosy: "error", error: { name: "E", message: "" } },
      { $argosy: 1 },
      { $argosy: "json", value: 1 },
    ]) {
      expect(decodeWire(JSON.parse(encodeWire(value)))).toStrictEqual({ kind: "value", value });
    }
  });
});

describe("what is not a value", () => {
  test("undefined has one text", () => {
    expect(encodeWire(undefined)).toBe(UNDEFINED_WIRE);
    expect(decodeWire(JSON.parse(UNDEFINED_WIRE))).toStrictEqual({ kind: "value", value: undefined });
  });

  test("an error keeps what it says", () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.option(hostileText, { nil: undefined }), (name, message, step) => {
        const error = {
          name,
          message,
          ...(step === undefined ? {} : { step }),
          at: "churn.ts:12:3",
          cause: { name: "Error", message },
        };
        const text = encodeWireError(error);
        expectHarmless(text);
        expect(decodeWire(JSON.parse(text))).toStrictEqual({ kind: "error", error });
      }),
    );
  });

  test("a spill is a reference", () => {
    const spill = { uri: "s3://bucket/{{x}}/$(HOME)", sha256: "ab".repeat(32), bytes: 2 ** 40 };
    const text = encodeWireSpill(spill);
    expectHarmless(text);
    expect(decodeWire(JSON.parse(text))).toStrictEqual({ kind: "spill", spill });
  });

  test("a marker of a later version is refused", () => {
    expect(() => decodeWire({ $argosy: "ref" })).toThrow(new TypeError("unknown wire marker ref"));
  });
});

test("braces and dollars escape only where they have to", () => {
  expect(encodeWire({ a: "{b}" })).toBe('{"a":"{b}"}');
  expect(encodeWire("{{{x}}}")).toBe('"\\u007b\\u007b{x}}}"');
  expect(encodeWire("$5 $(HOME) $$")).toBe('"$5 \\u0024(HOME) \\u0024$"');
  expect(encodeWire("ü\u007f")).toBe('"\\u00fc\\u007f"');
});
