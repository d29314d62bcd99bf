import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { printYaml } from "./print-yaml.ts";

/** What readers of both versions of YAML see; Kubernetes is one of the older. */
function readBack(text: string): readonly unknown[][] {
  return (["1.1", "1.2"] as const).map((version) => {
    const documents = parseAllDocuments(text, { version, strict: true });
    return (Array.isArray(documents) ? documents : []).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS();
    });
  });
}

function expectSame(value: unknown): void {
  const text = printYaml([value]);
  for (const read of readBack(text)) expect(read).toEqual([value]);
}

const MISREAD = [
  "y",
  "Y",
  "n",
  "N",
  "yes",
  "No",
  "on",
  "OFF",
  "true",
  "False",
  "null",
  "Null",
  "~",
  "",
  " ",
  "1",
  "-1",
  "+1",
  "012",
  "0o7",
  "0x1f",
  "0b1",
  "1e3",
  "1_000",
  "1.5",
  ".5",
  "5.",
  ".inf",
  "-.INF",
  ".nan",
  "190:20:30",
  "2026-01-01",
  "2026-01-01 10:00:00",
  "<<",
  "=",
  "-",
  "--",
  "- a",
  "? a",
  ": a",
  "a: b",
  "a:",
  "a #b",
  "#a",
  "&a",
  "*a",
  "!a",
  "|",
  ">",
  "%a",
  "@a",
  "`a",
  "[a]",
  "{a}",
  "{{a}}",
  "'a'",
  '"a"',
  "a\tb",
  "a\nb",
  "a\n",
  "\na",
  "a\n\n",
  " a",
  "a ",
  "a\n  b",
  "  a\nb",
  "a \nb",
  "---",
  "...",
  "---\na",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\u007f",
  "\0",
  "é",
  "😀",
  "\u{e0067}",
  "NaN",
  "inf",
  "10m",
  "512Mi",
  "600s",
  "1E3",
  "12e03",
  "0",
];

describe("printYaml", () => {
  it.each(MISREAD.map((text) => [text]))("keeps the string %j a string, as a value, a key and an item", (text) => {
    expectSame({ [`k${text}`]: text, [text]: [text, { [text]: text }], list: [[text], [], {}] });
  });

  it("gives every value back, whatever is in it", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constantFrom(...MISREAD));
    const clean = text.map((one) => one.toWellFormed());
    const key = clean.filter((one) => one !== "__proto__");
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        clean,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(fc.record({ spec: value }), (object) => expectSame(object)),
      { numRuns: 150 },
    );
  });

  it("replaces half a surrogate pair, which YAML cannot say", () => {
    expect(printYaml([{ a: "x\ud800" }])).toBe('a: "x\ufffd"\n');
  });

  it("prints what people write, in the order it has", () => {
    const object = {
      apiVersion: "v1",
      metadata: { name: "n", labels: { team: "ml" } },
      absent: undefined,
      spec: {
        image: "localhost/node:24",
        cpu: "500m",
        items: ["a", { b: 1, c: ["d"] }],
        script: "one\n  two\n\nthree\n",
        empty: [],
        none: {},
      },
    };
    expect(printYaml([object, { kind: "B" }])).toBe(`apiVersion: v1
metadata:
  name: "n"
  labels:
    team: ml
spec:
  image: localhost/node:24
  cpu: 500m
  items:
  - a
  - b: 1
    c:
    - d
  script: |
    one
      two

    three
  empty: []
  none: {}
---
kind: B
`);
  });

  it("writes text of several lines as a block, however it ends", () => {
    expect(printYaml([{ a: "x\ny", b: "x\ny\n", c: "x\ny\n\n", d: 1 }])).toBe(
      "a: |-\n  x\n  y\nb: |\n  x\n  y\nc: |+\n  x\n  y\n\nd: 1\n",
    );
  });
});
