import { readFileSync } from "node:fs";
import { join } from "node:path";
import { normalizePipelineOptions, normalizeStepOptions } from "@argosy/sdk/ir";
import { expect, test } from "vitest";

const page = readFileSync(join(import.meta.dirname, "../../../../../docs/targets/argo.md"), "utf8");

/** The words in the first column of the table under a heading. */
function firstColumn(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, word = ""]) => word);
}

/** What the check of options says it knows, when it meets what it does not. */
function known(check: (raw: unknown) => { readonly problems: readonly { readonly hint?: string }[] }): string[] {
  const hint = check({ "not an option at all": 1 }).problems[0]?.hint ?? "";
  return hint.replace("known are ", "").split(", ");
}

test.each([
  ["Options of a step", normalizeStepOptions],
  ["Options of a pipeline", normalizePipelineOptions],
] as const)("docs/targets/argo.md says of all %s what they become, and of no other", (heading, check) => {
  expect([...firstColumn(heading)].sort()).toEqual(known(check).sort());
});
