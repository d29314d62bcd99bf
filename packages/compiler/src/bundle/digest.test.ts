import { expect, test } from "vitest";
import type { StepIr } from "@argosy/sdk/ir";
import { stepDigest } from "./digest.ts";

const types = { options: {}, input: { type: "object" }, output: { type: "number" } } as const;
const given: Pick<StepIr, "options" | "input" | "output" | "given"> = { ...types, given: ["output"] };

test("a schema that the author wrote is part of a step's identity", () => {
  const digest = stepDigest("code", given);
  expect(stepDigest("code", { ...given, output: { type: "number", maximum: 1 } })).not.toBe(digest);
  expect(stepDigest("code", { ...given, input: { type: "object", required: ["n"] } })).toBe(digest);
});

test("one that comes from a type is none: the code says what it does", () => {
  expect(stepDigest("code", { ...types, output: { type: "string" } })).toBe(stepDigest("code", types));
});
