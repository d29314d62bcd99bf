/** Says what is wrong with options at the smallest part of them that was written. */
import type { Normalized, Problem, Span } from "@argosy/sdk/ir";
import { optionInvalid, optionSuspicious } from "../diagnostics/source.ts";
import type { Analysis } from "./frame.ts";

export function reportOptions(
  { problems, warnings }: Pick<Normalized<unknown>, "problems" | "warnings">,
  spans: { readonly [path: string]: Span },
  { report }: Pick<Analysis, "report">,
): void {
  for (const problem of problems) report(optionInvalid(placeOf(problem, spans), wording(problem)));
  for (const warning of warnings) report(optionSuspicious(placeOf(warning, spans), wording(warning)));
}

/** The longest part of the path that is written somewhere; the options as a whole are at the empty path. */
function placeOf({ keys }: Problem, spans: { readonly [path: string]: Span }): Span | undefined {
  for (let length = keys.length; length > 0; length--) {
    const path = keys.slice(0, length).join(".");
    if (Object.hasOwn(spans, path)) return spans[path];
  }
  return spans[""];
}

function wording({ message, hint }: Problem): { readonly message: string; readonly hint?: string } {
  return { message, ...(hint === undefined ? {} : { hint: `${hint.charAt(0).toUpperCase()}${hint.slice(1)}` }) };
}
