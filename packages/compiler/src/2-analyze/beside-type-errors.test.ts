import type { Diagnostic } from "@argosy/sdk/ir";
import { expect, test } from "vitest";
import { besideTypeErrors } from "./beside-type-errors.ts";

function at(code: string, start: number, end: number, more: Partial<Diagnostic> = {}): Diagnostic {
  const span = { file: "a.ts", start, end, line: Math.floor(start / 100) + 1, column: (start % 100) + 1 };
  return { code, severity: "error", message: code, span, ...more };
}

test("TypeScript's error about a place stands alone, with the way out that is known", () => {
  const typeError = at("TS2322", 10, 16);
  const option = at("AR1011", 10, 24, { hint: 'Write "16Gi"' });
  expect(besideTypeErrors([typeError], [option])).toEqual([{ ...typeError, hint: 'Write "16Gi"' }]);
});

test("a part of what TypeScript points at on one line is not said again", () => {
  expect(besideTypeErrors([at("TS2345", 10, 40)], [at("AR2002", 20, 24)]).map(({ code }) => code)).toEqual(["TS2345"]);
});

test("an error about a whole function hides nothing in it", () => {
  const found = besideTypeErrors([at("TS2345", 10, 900)], [at("AR2003", 320, 330)]);
  expect(found.map(({ code }) => code)).toEqual(["TS2345", "AR2003"]);
});

test("other places, other files and what has no place are still said", () => {
  const elsewhere = [
    at("AR2003", 50, 60),
    { ...at("AR2005", 10, 16), span: { ...at("", 10, 16).span!, file: "b.ts" } },
  ];
  const severalPipelines: Diagnostic = { code: "AR1004", severity: "error", message: "two" };
  const found = besideTypeErrors([at("TS2322", 10, 16)], [...elsewhere, severalPipelines]);
  expect(found.map(({ code }) => code)).toEqual(["TS2322", "AR2003", "AR2005", "AR1004"]);
});

test("seeing no pipeline follows from type errors", () => {
  const none: Diagnostic = { code: "AR1002", severity: "error", message: "none" };
  expect(besideTypeErrors([at("TS2305", 10, 16)], [none]).map(({ code }) => code)).toEqual(["TS2305"]);
  expect(besideTypeErrors([], [none])).toEqual([none]);
});
