/**
 * Every diagnostic has a page, whose examples do what it says, and a golden rendering. Update: UPDATE_EXPECTED=1.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { Diagnostic, LoweredProgram } from "@argosy/sdk/ir";
import { argo } from "../../packages/compiler/src/4-emit/argo/index.ts";
import { out, pod, program, scope, SETTINGS, step } from "../../packages/compiler/src/4-emit/argo/programs.fixture.ts";
import { kfp } from "../../packages/compiler/src/4-emit/kfp/index.ts";
import { RULES } from "../../packages/compiler/src/diagnostics/registry.ts";
import { createErrorsProject } from "./errors-project.ts";

/** Codes that no source produces, and what does. */
const WITHOUT_EXAMPLE: { readonly [code: string]: string } = {
  AR1018: "No target keeps results yet, so each refuses the option as well.",
  AR1001: "The file that was named does not exist or cannot be read, so there is no source.",
  AR1003: "The name comes from `--pipeline`, not from the source.",
  AR4108:
    "The compiler writes constants into the code of the call, so only a program that another tool has made has them.",
  AR4111: "The store comes from the settings, not from the source.",
  AR4112: "The store's keys come from the settings, not from the source.",
  AR4113: "It takes hundreds of calls whose graph has no stages; a unit test of the check makes one.",
  AR4210:
    "The compiler writes constants into the code of the call, so only a program that another tool has made has them.",
  AR4212: "The store comes from the settings, not from the source.",
  AR9001: "It stands for a bug of Argosy; when one is known it is repaired.",
};
const HEADINGS = ["## What happened", "## Why", "## What to write"];

const pages = new URL("../../docs/errors/", import.meta.url);
const cases = new URL("errors/cases/", import.meta.url);
const isUpdate = process.env["UPDATE_EXPECTED"] !== undefined && process.env["CI"] === undefined;
const project = createErrorsProject();
afterAll(() => project.remove());

function withLargeConstant(): LoweredProgram {
  const reads = { text: { kind: "lit", wire: JSON.stringify("x".repeat(200_000)) } } as const;
  const main = scope("main", { tasks: [pod("one", "one", reads)], output: { kind: "ref", ref: out("one") } });
  return program({ name: "p", steps: [step("one")], scopes: [main] });
}

/** Each task needs the second and the third before it: no part of it can be taken out alone. */
function braid(count: number): LoweredProgram {
  const id = (index: number): string => `t${index}`;
  const tasks = Array.from({ length: count }, (_, index) => ({
    ...pod(id(index), "one"),
    needs: [index - 2, index - 3].filter((need) => need >= 0).map((need) => id(need)),
  }));
  const main = scope("main", { tasks, output: { kind: "ref", ref: out("t0") } });
  return program({ name: "p", steps: [step("one")], scopes: [main] });
}

/** What produces the others. */
const PRODUCED: { readonly [code: string]: () => Promise<readonly Diagnostic[]> } = {
  AR1001: () => project.compileWith({ entry: "missing.ts" }),
  AR1003: () => project.compileWith({ pipeline: "nobody" }),
  AR1018: () => project.compile(readFileSync(new URL("AR1018-cached/pipeline.ts", cases), "utf8"), "argo"),
  AR4108: async () => argo.check(withLargeConstant(), SETTINGS),
  AR4113: async () => argo.check(braid(201), SETTINGS),
  AR4111: () => project.compileWith({ store: { url: "file:///data" } }),
  AR4112: () => project.compileWith({ store: { url: "s3://bucket/prefix" } }),
  AR4210: async () => kfp.check(withLargeConstant(), SETTINGS),
  AR4212: async () => kfp.check(withLargeConstant(), { ...SETTINGS, store: { url: "file:///data" } }),
  AR9001: () => project.compileWith({ podRuntime: "/nowhere/pod.js" }),
};

test.each(Object.keys(WITHOUT_EXAMPLE))("%s is produced all the same", async (code) => {
  const found = (await PRODUCED[code]?.()) ?? [];
  expect(found.map((one) => one.code)).toContain(code);
});

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
    const target = targetOf(code);
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
    else expect(withoutSizes(fence(text, "text"))).toBe(withoutSizes(printed));
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
    const target = targetOf(name);
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

/** Sizes of code change with every line of what runs in pods. */
function withoutSizes(printed: string): string {
  return printed.replace(/\d[\d,]* bytes/g, "N bytes");
}

function targetOf(code: string): "argo" | "kfp" | "local" {
  if (code.startsWith("AR42")) return "kfp";
  return code.startsWith("AR40") ? "local" : "argo";
}

function fence(page: string, kind: string): string {
  return new RegExp(`^\`\`\`${kind}\n([^]*?)^\`\`\`$`, "m").exec(page)?.[1] ?? `there is no ${kind} in the page`;
}

test("cases are where they are looked for", () => {
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !existsSync(fileURLToPath(new URL(`${name}/pipeline.ts`, cases))))).toEqual([]);
});
