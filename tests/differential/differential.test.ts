/** Plain JavaScript is the oracle: the local engine must agree with it on the result and on every step call, with glue forced and not. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { comparable, runLocally, runOracle } from "./engines.ts";

const cases = readdirSync(new URL("cases/", import.meta.url))
  .filter((file) => file.endsWith(".ts") && !["steps.ts", "helpers-library.ts"].includes(file))
  .map((file) => file.replace(/\.ts$/, ""));

const folder = mkdtempSync(join(tmpdir(), "argosy-differential-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(cases)("%s", (name) => {
  test.each([{ forceGlue: false }, { forceGlue: true }])(
    "agrees with plain JavaScript, glue forced: $forceGlue",
    async ({ forceGlue }) => {
      const { inputs } = (await import(`./cases/${name}.ts`)) as {
        inputs: readonly { readonly [name: string]: unknown }[];
      };
      for (const params of inputs) {
        const expected = await runOracle(name, params, folder);
        const actual = await runLocally(name, params, forceGlue, folder);
        expect(comparable(actual)).toEqual(comparable(expected));
      }
    },
  );
});
