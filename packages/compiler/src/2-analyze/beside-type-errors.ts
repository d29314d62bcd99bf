/** What the analysis says about a program with type errors, without what TypeScript has said about the same place. */
import type { Diagnostic, Span } from "@argosy/sdk/ir";
import { noPipeline } from "../diagnostics/source.ts";

/** Whether a finding of the analysis tells something new. */
export function besideTypeErrors(found: Diagnostic, typeErrors: readonly Diagnostic[]): boolean {
  if (typeErrors.length === 0) return true;
  // A name that TypeScript cannot resolve is the likely reason for seeing no pipeline.
  if (found.code === noPipeline.code) return false;
  const { span } = found;
  return span === undefined || !typeErrors.some((error) => error.span !== undefined && isSamePlace(error.span, span));
}

function isSamePlace(typeError: Span, span: Span): boolean {
  if (typeError.file !== span.file) return false;
  if (contains(span, typeError)) return true;
  // An error about a whole function is not about everything in it.
  return contains(typeError, span) && typeError.line === span.line;
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
