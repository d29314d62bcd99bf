import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseProgram } from "./program.ts";
import { SourceFiles } from "./source-files.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "argosy-files-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
const entry = join(root, "main.ts");
const codes = (files: SourceFiles): readonly string[] =>
  parseProgram(entry, entry, files).diagnostics.map(({ code }) => code);

test("what changes, appears and goes is seen, and nothing else is parsed again", () => {
  write("package.json", '{ "type": "module" }');
  write("main.ts", 'import { n } from "./other.ts";\nexport const m: number = n;\n');
  const files = new SourceFiles();
  expect(codes(files)).toEqual(["TS2307"]);
  write("other.ts", "export const n: number = 1;\n");
  expect(codes(files)).toEqual([]);
  const before = parseProgram(entry, entry, files).parsed?.program;
  write("other.ts", 'export const n: string = "1";\n');
  expect(codes(files)).toEqual(["TS2322"]);
  const after = parseProgram(entry, entry, files).parsed?.program;
  const same = (name: string): boolean => before?.getSourceFile(name) === after?.getSourceFile(name);
  expect({ entry: same(entry), other: same(join(root, "other.ts")) }).toEqual({ entry: true, other: false });
  rmSync(join(root, "other.ts"));
  expect(codes(files)).toEqual(["TS2307"]);
});
