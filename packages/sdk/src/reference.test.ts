import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as sdk from "./index.ts";
import { normalizePipelineOptions } from "./normalize/pipeline.ts";
import { normalizeStepOptions } from "./normalize/step.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/reference/sdk.md"), "utf8");

/** The words in the first column of the table under a heading. */
function firstColumn(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  return [...section.matchAll(/^\| `(\w+)/gm)].map(([, word = ""]) => word);
}

/** What the check of options says it knows, when it meets what it does not. */
function known(
  check: (raw: unknown) => { readonly problems: readonly { readonly hint?: string }[] },
): readonly string[] {
  const hint = check({ "not an option at all": 1 }).problems[0]?.hint ?? "";
  return hint.replace("known are ", "").split(", ");
}

test("docs/reference/sdk.md lists every option and no other", () => {
  expect([...firstColumn("Options of a step")].sort()).toEqual([...known(normalizeStepOptions)].sort());
  expect([...firstColumn("Options of a pipeline")].sort()).toEqual([...known(normalizePipelineOptions)].sort());
});

test("it names everything that can be imported", () => {
  for (const name of Object.keys(sdk)) expect(page.split("\n## ")[0]).toContain(`\`${name}`);
});
