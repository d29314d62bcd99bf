import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../../packages/compiler/src/diagnostics/registry.ts";

const page = resolve(import.meta.dirname, "../../docs/errors/README.md");
const marker = "<!-- rules: UPDATE_EXPECTED=1 writes what follows -->\n";

test("a code means one thing", () => {
  const codes = RULES.map(({ rule }) => rule.code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

test("docs/errors lists every rule of the compiler", () => {
  const [before = "", listed] = readFileSync(page, "utf8").split(marker);
  const expected = `\n${RULES.map(({ name, rule }) => `- \`${rule.code}\` ${rule.severity}: ${inWords(name)}\n`).join("")}`;
  if (process.env["UPDATE_EXPECTED"] === "1") {
    expect(process.env["CI"], "expectations are written by people, not by CI").toBeUndefined();
    writeFileSync(page, `${before}${marker}${expected}`);
  } else {
    expect(listed).toBe(expected);
  }
});

function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
