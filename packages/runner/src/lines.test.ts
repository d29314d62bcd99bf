import fc from "fast-check";
import { expect, test } from "vitest";
import { createLines } from "./lines.ts";

function linesOf(chunks: readonly Buffer[]): string[] {
  const seen: string[] = [];
  const lines = createLines((line) => seen.push(line));
  for (const chunk of chunks) lines.push(chunk);
  lines.end();
  return seen;
}

test("lines are the same however the bytes arrive", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), fc.array(fc.nat({ max: 20 })), (parts, sizes) => {
      const text = parts.join("\n");
      const bytes = Buffer.from(text);
      let at = 0;
      const chunks = sizes.map((size) => bytes.subarray(at, (at += size)));
      const expected = text.split("\n").map((line) => line.replace(/\r$/, ""));
      if (text === "" || text.endsWith("\n")) expected.pop();
      const seen = linesOf([...chunks, bytes.subarray(at)]);
      // A carriage return at the very end belongs to a line end that never came.
      expect(seen.map((line) => line.replace(/\r$/, ""))).toEqual(expected);
    }),
  );
});

test("a line without an end is handed out in parts, and nothing of it is lost", () => {
  const seen = linesOf(Array.from({ length: 100 }, () => Buffer.from("x".repeat(1_000))));
  expect(seen.length).toBeGreaterThan(5);
  expect(seen.join("")).toBe("x".repeat(100_000));
});
