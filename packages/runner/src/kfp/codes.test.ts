import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const page = join(import.meta.dirname, "../../../../docs/errors/kubeflow.md");

function codesIn(text: string): readonly string[] {
  return [...new Set(text.match(/AR6\d{3}/g))].toSorted();
}

it("explains every code that a server of Kubeflow can give, and no other", () => {
  const sources = readdirSync(import.meta.dirname).filter((name) => !name.endsWith(".test.ts"));
  const given = codesIn(sources.map((name) => readFileSync(join(import.meta.dirname, name), "utf8")).join());
  expect(given).toHaveLength(10);
  expect(codesIn(readFileSync(page, "utf8"))).toEqual(given);
});
