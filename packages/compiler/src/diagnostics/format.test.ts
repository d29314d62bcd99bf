import type { Diagnostic, Span } from "@argosy/sdk/ir";
import { describe, expect, it } from "vitest";
import { type DiagnosticFormat, formatDiagnostics, sortDiagnostics } from "./format.ts";

const SOURCE = [
  'import { pipeline } from "@argosy/sdk";',
  'export const churn = pipeline({ name: "churn" }, async () => {',
  "\tconst started = Date.now();",
  "  return {",
  "    started,",
  '    é: "日本" + later,',
  "  };",
  "});",
  "",
].join("\n");

function spanOf(text: string, file = "churn.ts", until = text): Span {
  const start = SOURCE.indexOf(text);
  const end = SOURCE.indexOf(until, start) + until.length;
  const before = SOURCE.slice(0, start).split("\n");
  return { file, start, end, line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

const notDeterministic: Diagnostic = {
  code: "AR2003",
  severity: "error",
  message: "`Date.now()` has no place in a pipeline body",
  span: spanOf("Date.now()"),
  hint: "Call it inside a step and return the value",
  related: [{ span: spanOf("churn", "churn.ts"), message: "in this pipeline" }],
};
const typeError: Diagnostic = {
  code: "TS2322",
  severity: "error",
  message: "Type 'A' is not assignable to type 'B'.\n  Types of property 'x' are incompatible.",
  span: spanOf("later"),
};
const warning: Diagnostic = {
  code: "AR3002",
  severity: "warning",
  message: "100% of it: slow, or\nworse",
  span: spanOf("return {", "lib/a,b.ts", "};"),
};
const placeless: Diagnostic = {
  code: "AR1001",
  severity: "error",
  message: "cannot read `x.ts`",
  hint: "Give the path of a TypeScript file",
};
const info: Diagnostic = { code: "AR3005", severity: "info", message: "adds 1 pod", span: spanOf("started,") };
const all = [warning, typeError, info, notDeterministic, placeless, { ...notDeterministic }];

function format(diagnostics: readonly Diagnostic[], name: DiagnosticFormat, colour = false): string {
  const source = (path: string): string | undefined => (path.startsWith("/home/me/project/") ? SOURCE : undefined);
  return formatDiagnostics(diagnostics, {
    format: name,
    root: "/home/me/project",
    cwd: "/home/me/project/src",
    colour,
    source,
  });
}

describe("formatDiagnostics", () => {
  it("prints the plain form, sorted and each once", () => {
    expect(format(all, "plain")).toMatchInlineSnapshot(`
      "error AR1001: cannot read \`x.ts\`
        hint: Give the path of a TypeScript file
      ../churn.ts:3:18 - error AR2003: \`Date.now()\` has no place in a pipeline body
        hint: Call it inside a step and return the value
        ../churn.ts:2:14 - in this pipeline
      ../churn.ts:5:5 - info AR3005: adds 1 pod
      ../churn.ts:6:15 - error TS2322: Type 'A' is not assignable to type 'B'.
          Types of property 'x' are incompatible.
      ../lib/a,b.ts:4:3 - warning AR3002: 100% of it: slow, or
        worse
      "
    `);
  });

  it("prints code frames in the pretty form", () => {
    expect(format(all, "pretty")).toMatchInlineSnapshot(`
      "error AR1001: cannot read \`x.ts\`
        hint: Give the path of a TypeScript file

      ../churn.ts:3:18 - error AR2003: \`Date.now()\` has no place in a pipeline body
        2 | export const churn = pipeline({ name: "churn" }, async () => {
        3 |     const started = Date.now();
          |                     ^^^^^^^^^^
        4 |   return {
        hint: Call it inside a step and return the value
        ../churn.ts:2:14 - in this pipeline
          1 | import { pipeline } from "@argosy/sdk";
          2 | export const churn = pipeline({ name: "churn" }, async () => {
            |              ^^^^^
          3 |     const started = Date.now();

      ../churn.ts:5:5 - info AR3005: adds 1 pod
        4 |   return {
        5 |     started,
          |     ^^^^^^^^
        6 |     é: "日本" + later,

      ../churn.ts:6:15 - error TS2322: Type 'A' is not assignable to type 'B'.
          Types of property 'x' are incompatible.
        5 |     started,
        6 |     é: "日本" + later,
          |                 ^^^^^
        7 |   };

      ../lib/a,b.ts:4:3 - warning AR3002: 100% of it: slow, or
        worse
        4 |   return {
          |   ^^^^^^^^
        5 |     started,
          |     ^^^^^^^^
        6 |     é: "日本" + later,
          |     ^^^^^^^^^^^^^^^^^^

      3 errors, 1 warning, 1 info
      "
    `);
  });

  it("colours the pretty form only when asked", () => {
    expect(JSON.stringify(format([notDeterministic], "pretty", true))).toMatchInlineSnapshot(
      `""\\u001b[36m../churn.ts\\u001b[39m:\\u001b[33m3\\u001b[39m:\\u001b[33m18\\u001b[39m - \\u001b[31merror\\u001b[39m \\u001b[90mAR2003:\\u001b[39m \`Date.now()\` has no place in a pipeline body\\n  \\u001b[90m2 |\\u001b[39m export const churn = pipeline({ name: \\"churn\\" }, async () => {\\n  \\u001b[90m3 |\\u001b[39m     const started = Date.now();\\n  \\u001b[90m  |\\u001b[39m \\u001b[31m                    ^^^^^^^^^^\\u001b[39m\\n  \\u001b[90m4 |\\u001b[39m   return {\\n  \\u001b[32mhint:\\u001b[39m Call it inside a step and return the value\\n  \\u001b[36m../churn.ts\\u001b[39m:\\u001b[33m2\\u001b[39m:\\u001b[33m14\\u001b[39m - in this pipeline\\n    \\u001b[90m1 |\\u001b[39m import { pipeline } from \\"@argosy/sdk\\";\\n    \\u001b[90m2 |\\u001b[39m export const churn = pipeline({ name: \\"churn\\" }, async () => {\\n    \\u001b[90m  |\\u001b[39m \\u001b[36m             ^^^^^\\u001b[39m\\n    \\u001b[90m3 |\\u001b[39m     const started = Date.now();\\n\\n1 error\\n""`,
    );
    expect(format(all, "pretty")).not.toContain("\u001b");
  });

  it("prints a JSON object a line", () => {
    const lines = format(all, "json").split("\n");
    expect(lines.pop()).toBe("");
    expect(lines.map((line) => JSON.parse(line).code)).toEqual(["AR1001", "AR2003", "AR3005", "TS2322", "AR3002"]);
    expect(lines[1]).toMatchInlineSnapshot(
      `"{"code":"AR2003","severity":"error","message":"\`Date.now()\` has no place in a pipeline body","file":"../churn.ts","start":120,"end":130,"line":3,"column":18,"hint":"Call it inside a step and return the value","related":[{"file":"../churn.ts","start":53,"end":58,"line":2,"column":14,"message":"in this pipeline"}]}"`,
    );
  });

  it("prints workflow commands for GitHub, escaped", () => {
    expect(format(all, "github")).toMatchInlineSnapshot(`
      "::error title=AR1001::cannot read \`x.ts\`%0Ahint: Give the path of a TypeScript file
      ::error file=../churn.ts,line=3,col=18,title=AR2003::\`Date.now()\` has no place in a pipeline body%0Ahint: Call it inside a step and return the value
      ::notice file=../churn.ts,line=5,col=5,title=AR3005::adds 1 pod
      ::error file=../churn.ts,line=6,col=15,title=TS2322::Type 'A' is not assignable to type 'B'.%0A  Types of property 'x' are incompatible.
      ::warning file=../lib/a%2Cb.ts,line=4,col=3,title=AR3002::100%25 of it: slow, or%0Aworse
      "
    `);
  });

  it("prints nothing for nothing", () => {
    for (const name of ["plain", "pretty", "json", "github"] as const) expect(format([], name)).toBe("");
  });

  it("does without a frame when the file is not the one that was compiled", () => {
    const beyond = { ...notDeterministic, related: [], span: { ...spanOf("Date.now()"), line: 99 } };
    expect(format([beyond], "pretty")).not.toContain(" | ");
  });

  it("shows the part of a long line that matters, and no control characters", () => {
    const long = `${"x".repeat(500)}BAD${"y".repeat(500)}\u001b[2J`;
    const span = { file: "long.ts", start: 500, end: 503, line: 1, column: 501 };
    const text = formatDiagnostics([{ ...notDeterministic, span, related: [] }], {
      format: "pretty",
      root: "/",
      cwd: "/",
      source: () => long,
    });
    const [, source = "", marks = ""] = text.split("\n");
    expect(source.length).toBeLessThan(130);
    expect(source.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("BAD");
    const end = { ...span, start: 1003, end: 1004, column: 1004 };
    expect(
      formatDiagnostics([{ ...notDeterministic, span: end }], {
        format: "pretty",
        root: "/",
        cwd: "/",
        source: () => long,
      }),
    ).not.toContain("\u001b");
  });
});

describe("sortDiagnostics", () => {
  it("orders by offset, not by text", () => {
    const at = (start: number): Diagnostic => ({
      ...info,
      message: `at ${start}`,
      span: { ...spanOf("started"), start, end: start + 1 },
    });
    expect(sortDiagnostics([at(100), at(20), at(3)]).map((one) => one.span?.start)).toEqual([3, 20, 100]);
  });
});
