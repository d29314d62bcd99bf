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
  const expected = `\n${RULES.map(({ rule }) => `- [\`${rule.code}\`](${rule.code}.md) ${rule.severity}: ${titleOf(rule.code)}\n`).join("")}`;
  if (process.env["UPDATE_EXPECTED"] === "1") {
    expect(process.env["CI"], "expectations are written by people, not by CI").toBeUndefined();
    writeFileSync(page, `${before}${marker}${expected}`);
  } else {
    expect(listed).toBe(expected);
  }
});

function titleOf(code: string): string {
  const [title = ""] = readFileSync(resolve(page, `../${code}.md`), "utf8").split("\n");
  return title.replace(`# ${code}: `, "");
}
