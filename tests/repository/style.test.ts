import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

/** House rules that no linter knows. */
const root = resolve(import.meta.dirname, "../..");
const sources = globSync("packages/*/src/**/*.ts", { cwd: root }).filter((file) => !file.endsWith(".test.ts"));

test("there is product code to check", () => {
  expect(sources.length).toBeGreaterThan(20);
});

test("no module holds mutable state", () => {
  expect(linesMatching(/^(export )?(let|var) /)).toEqual([]);
});

test("entry points name what they export", () => {
  expect(linesMatching(/^export \*/).filter((line) => /^packages\/[^/]+\/src\/index\.ts/.test(line))).toEqual([]);
});

test("imports name the file, so that Node can run the sources as they are", () => {
  expect(linesMatching(/^(import|export) .*from "\.[^"]*(?<!\.ts|\.json)"/)).toEqual([]);
});

function linesMatching(pattern: RegExp): string[] {
  return sources.flatMap((file) =>
    readFileSync(resolve(root, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1} ${line}`] : [])),
  );
}
