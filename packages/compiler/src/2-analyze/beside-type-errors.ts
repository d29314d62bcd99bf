/** What the analysis says about a program with type errors, without what TypeScript has said about the same place. */
import type { Diagnostic, Span } from "@argosy/sdk/ir";
import { noPipeline } from "../diagnostics/source.ts";

/**
 * TypeScript's errors and what else the analysis found. Where both speak of one place TypeScript's error stands, with the
 * way out that the analysis knows.
 */
export function besideTypeErrors(
  typeErrors: readonly Diagnostic[],
  findings: readonly Diagnostic[],
): readonly Diagnostic[] {
  const explained = typeErrors.map((error) => {
    const hint = findings.find((found) => found.severity === "error" && isSamePlace(error, found))?.hint;
    return hint === undefined ? error : { ...error, hint };
  });
  return [...explained, ...findings.filter((found) => tellsSomethingNew(found, typeErrors))];
}

function tellsSomethingNew(found: Diagnostic, typeErrors: readonly Diagnostic[]): boolean {
  // A name that TypeScript cannot resolve is the likely reason for seeing no pipeline.
  if (found.code === noPipeline.code) return typeErrors.length === 0;
  return !typeErrors.some((error) => isSamePlace(error, found));
}

function isSamePlace({ span: typeError }: Diagnostic, { span }: Diagnostic): boolean {
  if (typeError === undefined || span === undefined || typeError.file !== span.file) return false;
  if (contains(span, typeError)) return true;
  // An error about a whole function is not about everything in it.
  return contains(typeError, span) && typeError.line === span.line;
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
