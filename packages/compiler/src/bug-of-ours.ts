import type { Diagnostic } from "@argosy/sdk/ir";
import { internalError } from "./diagnostics/internal.ts";

/** A broken invariant, said as everything else is: whoever asked gets an answer. */
export function bugOfOurs(error: unknown): { readonly diagnostics: readonly Diagnostic[]; readonly bug: unknown } {
  const [detail = ""] = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split("\n", 1);
  return { diagnostics: [internalError(undefined, { detail })], bug: error };
}
