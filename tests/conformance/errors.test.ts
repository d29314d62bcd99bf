/**
 * Every diagnostic has a page, whose examples do what it says, and a golden rendering. Update: UPDATE_EXPECTED=1.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { RULES } from "../../packages/compiler/src/diagnostics/registry.ts";
import { createErrorsProject } from "./errors-project.ts";

/** Codes that no source produces, and what does. */
const WITHOUT_EXAMPLE: { readonly [code: string]: string } = {
  AR1001: "The file that was named does not exist or cannot be read, so there is no source.",
  AR1003: "The name comes from `--pipeline`, not from the source.",
  AR4108:
    "The compiler writes constants into the code of the call, so only a program that another tool has made has them.",
  AR4111: "The store comes from the settings, not from the source.",
  AR4112: "The store's keys come from the settings, not from the source.",
  AR4113: "It takes hundreds of calls whose graph has no stages; a unit test of the check makes one.",
  AR9001: "It stands for a bug of Argosy; when one is known it is repaired.",
};
const HEADINGS = ["## What happened", "## Why", "## What to write"];

const pages = new URL("../../docs/errors/", import.meta.url);
const cases = new URL("errors/cases/", import.meta.url);
const isUpdate = process.env["UPDATE_EXPECTED"] !== undefined && process.env["CI"] === undefined;
const project = createErrorsProject();
afterAll(() => project.remove());

describe.each(RULES)("the page of $rule.code", ({ rule: { code, severity } }) => {
  const path = new URL(`${code}.md`, pages);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";

  test("has a title and the headings of all pages", () => {
    expect(text.split("\n")[0]).toMatch(new RegExp(`^# ${code}: .*[^.]$`));
    expect(text.split("\n").filter((line) => line.startsWith("## "))).toEqual(HEADINGS);
  });

  const isExample = !Object.hasOwn(WITHOUT_EXAMPLE, code);
  test.runIf(isExample)("has a bad example that gives this code, and a good one that gives no error", async () => {
    const [bad, good] = [fence(text, "ts bad"), fence(text, "ts good")];
    const target = code.startsWith("AR40") ? "local" : "argo";
    const found = await project.compile(bad, target);
    const own = found.filter((one) => one.code === code);
    expect(own.map((one) => one.severity)).toEqual(own.map(() => severity));
    expect(own.length).toBeGreaterThan(0);
    expect(found.filter((one) => one.severity === "error" && one.code !== code)).toEqual([]);
    const printed = project.print(own);
    if (isUpdate)
      writeFileSync(
        path,
        text.replace(/(^```text\n)[^]*?(?=^```$)/m, (_, start: string) => start + printed),
      );
    else expect(fence(text, "text")).toBe(printed);
    const rest = await project.compile(good, target);
    expect(rest.filter((one) => one.severity === "error" || one.code === code)).toEqual([]);
  });
});

test("no page is left over", () => {
  const codes = readdirSync(pages).flatMap((name) => /^(AR\d+)\.md$/.exec(name)?.[1] ?? []);
  expect(codes.toSorted()).toEqual(RULES.map(({ rule }) => rule.code));
});

test("what has no example is a rule, and is said in one sentence", () => {
  const codes = RULES.map(({ rule }) => rule.code);
  for (const [code, reason] of Object.entries(WITHOUT_EXAMPLE)) {
    expect(codes).toContain(code);
    expect(reason).toMatch(/^[A-Z][^.]*\.$/);
  }
});

const names = readdirSync(cases);

describe.each(names)("%s", (name) => {
  test("is said as expected, and nothing twice", async () => {
    const source = readFileSync(new URL(`${name}/pipeline.ts`, cases), "utf8");
    const target = name.startsWith("AR40") ? "local" : "argo";
    const diagnostics = await project.compile(source, target);
    const printed = project.print(diagnostics);
    const expected = new URL(`${name}/expected.txt`, cases);
    if (isUpdate) writeFileSync(expected, printed);
    expect(existsSync(expected) ? readFileSync(expected, "utf8") : "").toBe(printed);
    const places = diagnostics.map(({ code, span }) => `${code} ${span?.file}:${span?.start}`);
    expect(places).toEqual([...new Set(places)]);
    expect(diagnostics.map(({ code }) => code)).toContain(name.split("-")[0]);
  });
});

function fence(page: string, kind: string): string {
  return new RegExp(`^\`\`\`${kind}\n([^]*?)^\`\`\`$`, "m").exec(page)?.[1] ?? `there is no ${kind} in the page`;
}

test("cases are where they are looked for", () => {
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !existsSync(fileURLToPath(new URL(`${name}/pipeline.ts`, cases))))).toEqual([]);
});
