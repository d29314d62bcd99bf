import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, type Compiled } from "@argosy/compiler";
import { runLocal } from "@argosy/runner";
import type { Json } from "@argosy/sdk/ir";
import { runPlain } from "@argosy/sdk/testing";
import * as steps from "./cases/steps.ts";

export interface Outcome {
  readonly result?: Json;
  readonly error?: string;
}

const podRuntime = createRequire(import.meta.url).resolve("@argosy/runner/pod");

function caseFile(name: string): string {
  return fileURLToPath(new URL(`cases/${name}.ts`, import.meta.url));
}

export async function runOracle(name: string, params: object, folder: string): Promise<Outcome> {
  const module = (await import(caseFile(name))) as { readonly [name: string]: unknown };
  const { result, error } = await runPlain({ ...steps, ...module }, "main", params, {
    store: join(folder, "oracle-store"),
  });
  return error === undefined ? { result: result as Json } : { error: `${error.name}: ${error.message}` };
}

export async function compileCase(name: string, forceGlue: boolean): Promise<Compiled> {
  const { compiled, diagnostics } = await compile({
    entry: caseFile(name),
    target: "local",
    podRuntime,
    settings: { image: "node:24-slim" },
    forceGlue,
  });
  if (compiled === undefined)
    throw new Error(
      diagnostics.map(({ code, message, span }) => `${span?.file}:${span?.line} ${code} ${message}`).join("\n"),
    );
  return compiled;
}

export async function runLocally(name: string, params: object, forceGlue: boolean, folder: string): Promise<Outcome> {
  const { program, bundles } = await compileCase(name, forceGlue);
  const defaults = Object.fromEntries(
    program.params.flatMap((param) => (param.default === undefined ? [] : [[param.name, param.default]])),
  );
  const outcome = await runLocal({
    program,
    bundles,
    params: { ...defaults, ...params },
    workDir: join(folder, "work"),
  });
  return outcome.status === "succeeded"
    ? { result: outcome.result }
    : { error: `${outcome.failure.name}: ${outcome.failure.message}` };
}

/** What must be the same everywhere; absolute places of artifacts are not. */
export function comparable(outcome: Outcome): unknown {
  return outcome.result === undefined ? outcome : outcome.result;
}
