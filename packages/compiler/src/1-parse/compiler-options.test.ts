import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compilerOptionsFor } from "./compiler-options.ts";
import { parseProgram } from "./program.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "argosy-options-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const UNTYPED = {
  "package.json": '{ "type": "module" }',
  "node_modules/untyped/package.json": '{ "name": "untyped", "main": "index.js" }',
  "node_modules/untyped/index.js": "module.exports = { double: (n) => 2 * n };",
  "node_modules/untyped/unrelated.d.ts": "declare const unrelated: 1;",
  "types/untyped.d.ts": 'declare module "untyped" { export function double(n: number): number; }',
  "flows/broken.ts": "const n: string = 1;",
  "flows/main.ts": 'import { double } from "untyped"; export const four: number = double(2);',
};

test("declarations that the tsconfig includes are seen, and nothing else of the project", () => {
  write({ ...UNTYPED, "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "nodenext" } }' });
  const entry = join(root, "flows/main.ts");
  expect(compilerOptionsFor(entry).declarations).toEqual([join(root, "types/untyped.d.ts")]);
  expect(parseProgram(entry, entry).diagnostics).toEqual([]);
});

test("declarations that it leaves out are not", () => {
  write({
    ...UNTYPED,
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "nodenext" }, "include": ["flows"] }',
  });
  const entry = join(root, "flows/main.ts");
  expect(compilerOptionsFor(entry).declarations).toEqual([]);
  expect(parseProgram(entry, entry).diagnostics.map(({ code }) => code)).toEqual(["TS7016"]);
});
