import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

/** `SPEC.md` names every case and every kind of the IR, and its rows say what their cases become. */
const root = resolve(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(resolve(root, path), "utf8");
const spec = read("packages/compiler/SPEC.md");
const rows = constructs(spec);
const cases = readdirSync(resolve(root, "tests/differential/cases"))
  .filter((file) => file.endsWith(".ts"))
  .filter((file) => read(`tests/differential/cases/${file}`).includes("export const main = pipeline("))
  .map((file) => file.slice(0, -".ts".length));

/** How the printed IR shows a node of a kind. */
const NODE_IN_PRINT: { readonly [kind: string]: RegExp } = {
  call: /^\s*(?:\S+ = )?[\w-]+\(/m,
  js: /^\s*js-\d+ = /m,
  if: / = if /,
  map: / = map /,
  loop: / = loop /,
  wait: / = (?:sleep|approve) /,
};

test("every case belongs to a construct", () => {
  const named = new Set(rows.flatMap((row) => row.cases));
  expect(cases.filter((name) => !named.has(name))).toEqual([]);
});

test.for(rows)("$construct: its cases exist, and become what is said", ({ becomes, cases: named }) => {
  expect(named.filter((name) => !cases.includes(name))).toEqual([]);
  expect(named.length).toBeGreaterThan(0);
  const printed = named.map((name) => read(`tests/conformance/expected/${name}.ir.txt`)).join("\n");
  const absent = becomes.filter((kind) => NODE_IN_PRINT[kind]?.test(printed) === false);
  expect(absent).toEqual([]);
});

test("every kind of the IR is named", () => {
  const kinds = [...unionText("Expr", "export interface ArrayElement"), ...nodeKinds()];
  expect(kinds.length).toBeGreaterThan(20);
  expect(kinds.filter((kind) => !spec.includes(`\`${kind}\``))).toEqual([]);
});

interface Construct {
  readonly construct: string;
  readonly becomes: readonly string[];
  readonly cases: readonly string[];
}

/** The rows of the tables that end with a column of cases. */
function constructs(text: string): readonly Construct[] {
  const found: Construct[] = [];
  let isTable = false;
  for (const line of text.split("\n")) {
    const cells = line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim());
    const [construct = "", becomes = "", names = ""] = cells;
    if (cells.length < 3) isTable = false;
    else if (names === "cases") isTable = true;
    else if (isTable && !construct.startsWith("---")) {
      const kinds = [...becomes.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? "");
      found.push({ construct, becomes: kinds, cases: names.split(", ").filter((name) => name !== "") });
    }
  }
  return found;
}

function unionText(name: string, end: string): readonly string[] {
  const source = read("packages/sdk/src/ir/types.ts");
  const union = source.slice(source.indexOf(`export type ${name} =`), source.indexOf(end));
  return [...union.matchAll(/kind: "(\w+)"/g)].map((match) => match[1] ?? "");
}

function nodeKinds(): readonly string[] {
  const source = read("packages/sdk/src/ir/types.ts");
  const names = /export type Node = ([^;]+);/.exec(source)?.[1]?.split(" | ") ?? [];
  return names.map((name) => new RegExp(`interface ${name} [^}]*?kind: "(\\w+)"`).exec(source)?.[1] ?? name);
}
