import { describe, expect, test } from "vitest";
import { RULES } from "./registry.ts";

/** The codes of each file, as DESIGN §4 gives them out. */
const RANGES: { readonly [file: string]: RegExp } = {
  source: /^AR10(?:[0-2]|[67])\d$/,
  bundling: /^AR103\d$/,
  language: /^AR2\d{3}$/,
  graph: /^AR3\d{3}$/,
  local: /^AR40\d\d$/,
  argo: /^AR41\d\d$/,
  kfp: /^AR42\d\d$/,
  internal: /^AR9\d{3}$/,
};

/** Stands for whatever a message is made from. */
const anything: never = new Proxy(
  {},
  { get: (_, key) => (key === "names" || key === "known" || key === "steps" ? ["name"] : "text") },
) as never;

test("codes are unique", () => {
  const codes = RULES.map(({ rule }) => rule.code);
  expect(codes).toEqual([...new Set(codes)]);
  expect(codes.length).toBeGreaterThan(40);
});

describe.each(RULES)("$rule.code $name", ({ file, rule }) => {
  const { message, hint } = rule(undefined, anything);

  test("has a code of its range", () => {
    expect(rule.code).toMatch(RANGES[file] ?? /^$/);
  });

  test("says one thing without a full stop", () => {
    expect(message).not.toMatch(/[.!]$|\. [A-Z]|\n/);
    expect(hint ?? "").not.toMatch(/[.!]$|\n/);
  });

  test("has a hint that starts like a sentence", () => {
    expect(hint === undefined || hint === "text" || /^[A-Z]/.test(hint), hint).toBe(true);
  });
});
