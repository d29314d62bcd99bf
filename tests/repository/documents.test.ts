import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { expect, test } from "vitest";

/** What documents point at exists. */
const root = resolve(import.meta.dirname, "../..");
const documents = globSync(["*.md", "docs/**/*.md", "packages/*/*.md", "examples/*/*.md"], {
  cwd: root,
  exclude: (path) => path.includes("node_modules"),
});

test.for(documents)("%s points at files that exist", (document) => {
  const text = readFileSync(resolve(root, document), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => match[1] ?? "");
  expect(links.filter((link) => !existsSync(resolve(root, dirname(document), link)))).toEqual([]);
});

test.for(["README.md", "CONTRIBUTING.md"])("%s names scripts that exist", (document) => {
  const { scripts } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")) as {
    scripts: { [name: string]: string };
  };
  const text = readFileSync(resolve(root, document), "utf8");
  const named = [...text.matchAll(/pnpm@12 (?!exec|install)([\w:-]+)/g)].map((match) => match[1] ?? "");
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test("decisions have numbers of their own", () => {
  const numbers = globSync("docs/adr/*.md", { cwd: root }).map((path) => /(\d{4})-/.exec(path)?.[1] ?? path);
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
});
