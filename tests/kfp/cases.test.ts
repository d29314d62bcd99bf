/** Every differential case does on Kubeflow what plain JavaScript does, or is refused with an error that says why. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, printYaml } from "@argosy/compiler";
import { runPlain } from "@argosy/sdk/testing";
import { afterAll, describe, expect, test } from "vitest";
import * as steps from "../differential/cases/steps.ts";
import { differences } from "../sim/compare.ts";
import { callText, type Observation } from "../sim/observation.ts";
import { observeKfp } from "./observe.ts";
import { mayBeLeftOut, runOracle } from "./oracles.ts";

const cases = readdirSync(new URL("../differential/cases/", import.meta.url))
  .filter((file) => file.endsWith(".ts") && !["steps.ts", "helpers-library.ts"].includes(file))
  .map((file) => file.replace(/\.ts$/, ""));

/** What Kubeflow cannot do, and how the compiler says so. */
const REFUSED: { readonly [name: string]: readonly string[] } = {
  identity: ["AR4202"],
  iterating: ["AR4202"],
  "loop-carried": ["AR4202"],
  "loop-exits": ["AR4202"],
  "loop-nested": ["AR4202"],
  "loop-result": ["AR4202"],
  "loop-while": ["AR4202"],
  "own-changes": ["AR4202"],
  "promise-lists": ["AR4202"],
  "sub-pipelines": ["AR4202", "AR4214"],
  "sub-pipelines-imported": ["AR4214"],
  "sub-pipelines-recursive": ["AR4214"],
  "try-loops": ["AR4202"],
  "try-loops-nested": ["AR4202"],
  untyped: ["AR4202"],
  waits: ["AR4215"],
};

const folder = mkdtempSync(join(tmpdir(), "argosy-kfp-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const podRuntime = createRequire(import.meta.url).resolve("./recording-pod.ts");

type Params = { readonly [name: string]: never };

describe.skipIf(mayBeLeftOut).each(cases)("%s", (name) => {
  test.each([{ forceGlue: false }, { forceGlue: true }])(
    "agrees with plain JavaScript, glue forced: $forceGlue",
    async ({ forceGlue }) => {
      const entry = fileURLToPath(new URL(`../differential/cases/${name}.ts`, import.meta.url));
      const { compiled, diagnostics } = await compile({
        entry,
        target: "kfp",
        podRuntime,
        settings: { image: "node:24-slim" },
        forceGlue,
      });
      const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
      expect([...new Set(errors)]).toEqual(REFUSED[name] ?? []);
      if (compiled === undefined) return;
      const documents = compiled.kfp ?? [];
      const file = join(folder, `${name}-${forceGlue}.yaml`);
      writeFileSync(file, printYaml(documents));
      const checked = await runOracle("kfp-check", ["--strict", file]);
      expect(checked.stdout).toBe(`ok ${file}\n`);
      const { inputs } = (await import(entry)) as { readonly inputs: readonly Params[] };
      // Where glue is forced the differential tests have run all of them.
      for (const params of forceGlue ? inputs.slice(0, 1) : inputs) {
        const expected = await observe(entry, params);
        const actual = await observeKfp(compiled, params, folder);
        expect(differences("kfp", expected, actual)).toEqual([]);
      }
    },
  );
});

async function observe(entry: string, params: Params): Promise<Observation> {
  const module = (await import(entry)) as { readonly [name: string]: unknown };
  const { result, error, calls } = await runPlain({ ...steps, ...module }, "main", params, {
    store: join(folder, "store"),
  });
  const failed = calls.flatMap((call) =>
    call.error === undefined ? [] : [`${call.error.name}: ${call.error.message}`],
  );
  return {
    ...(error === undefined ? { result: result ?? null } : {}),
    errors: [...(error === undefined ? [] : [`${error.name}: ${error.message}`]), ...failed],
    calls: calls.map((call) => callText(call.step, call.input)),
  };
}
