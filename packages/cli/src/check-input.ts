import type { Store } from "@argosy/sdk/runtime";
import type { Json } from "@argosy/sdk/ir";
import type { CompiledSource } from "./compile-source.ts";
import type { Host } from "./host.ts";
import { type GivenInput, resolveInput } from "./input.ts";

/**
 * The pipeline's parameters, checked against their types, and the files that they name saved with `openStore`.
 * Undefined when something is wrong with them, which is printed then.
 */
export async function checkInput(
  given: GivenInput,
  { compiled, print }: CompiledSource,
  openStore: () => Store,
  host: Host,
): Promise<{ readonly [name: string]: Json } | undefined> {
  const { completeParams } = await import("@argosy/runner");
  const { params } = compiled.program;
  const completed = await completeParams({ params, given: resolveInput(given, params), cwd: host.cwd, openStore });
  if (completed.ok) return completed.params;
  print(completed.diagnostics);
  return undefined;
}
