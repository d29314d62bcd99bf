import type { Diagnostic } from "@argosy/sdk/ir";
import { expect, test } from "vitest";
import { applyFixes } from "./apply-fixes.ts";

function fix(start: number, end: number, text: string, file = "a.ts"): Diagnostic {
  const edits = [{ span: { file, start, end, line: 1, column: start + 1 }, text }];
  return { code: "AR2002", severity: "error", message: text, fix: { title: text, edits } };
}

test("edits are made where they stand, and everything else stays as it is", () => {
  const { text, applied } = applyFixes("ab  cd // x\n", "a.ts", [fix(4, 6, "CD!"), fix(0, 1, "(a)")]);
  expect([text, applied.length]).toEqual(["(a)b  CD! // x\n", 2]);
});

test("of two that overlap the first is made, and those of other files are left alone", () => {
  const { text, applied } = applyFixes("abcdef", "a.ts", [fix(2, 5, "2"), fix(1, 3, "1"), fix(0, 6, "x", "b.ts")]);
  expect([text, applied.map(({ message }) => message)]).toEqual(["a1def", ["1"]]);
});
