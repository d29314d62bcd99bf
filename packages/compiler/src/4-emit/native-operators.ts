/** Comparisons of the whitelist as the languages of both targets write them. */
import type { NativeTest } from "@argosy/sdk/ir";

export const OPERATORS: { readonly [op in (NativeTest & { kind: "compare" })["op"]]: string } = {
  "===": "==",
  "!==": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};
