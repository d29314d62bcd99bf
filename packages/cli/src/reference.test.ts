import { expect, it } from "vitest";
import { COMMANDS, OPTIONS, specOf, type OptionName } from "./options.ts";
import { cliReference } from "./reference.ts";

it("docs/reference/cli.md is what the options say (vitest -u writes it)", async () => {
  await expect(cliReference()).toMatchFileSnapshot("../../../docs/reference/cli.md");
});

it("names every option that is not hidden, and no hidden one", () => {
  const text = cliReference();
  for (const name of Object.keys(OPTIONS) as OptionName[]) {
    expect(text.includes(`--${name}`), name).toBe(specOf(name).hidden !== true);
  }
});

it("every option belongs to a command", () => {
  const used = new Set(Object.values(COMMANDS).flatMap(({ options }) => options));
  const general = ["debug", "help", "version"];
  expect(Object.keys(OPTIONS).filter((name) => !used.has(name as OptionName) && !general.includes(name))).toEqual([]);
});
