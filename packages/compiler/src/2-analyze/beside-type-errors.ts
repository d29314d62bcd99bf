/** What the analysis says about a program with type errors, without what TypeScript has said about the same place. */
import type { Diagnostic, Span } from "@argosy/sdk/ir";
import { mapOfPromises, promiseUsedAsValue, stepArguments } from "../diagnostics/language.ts";
import { noPipeline, optionInvalid, optionNotConstant } from "../diagnostics/source.ts";

/**
 * TypeScript's errors and what else the analysis found. Where both speak of one place TypeScript's error stands, with the
 * way out that the analysis knows.
 */
export function besideTypeErrors(
  typeErrors: readonly Diagnostic[],
  findings: readonly Diagnostic[],
): readonly Diagnostic[] {
  return [
    ...typeErrors.map((error) => withHint(error, findings)),
    ...findings.filter((found) => tellsSomethingNew(found, typeErrors)),
  ];
}

/** What goes against the types and against us is mostly one of these. */
const EXPLAINING: ReadonlySet<string> = new Set(
  [optionInvalid, optionNotConstant, promiseUsedAsValue, mapOfPromises, stepArguments].map(({ code }) => code),
);

function withHint(error: Diagnostic, findings: readonly Diagnostic[]): Diagnostic {
  // TypeScript has its own suggestion.
  if (error.message.includes("Did you mean")) return error;
  const { hint, fix } = findings.find((found) => EXPLAINING.has(found.code) && isSamePlace(error, found)) ?? {};
  return { ...error, ...(hint === undefined ? {} : { hint }), ...(fix === undefined ? {} : { fix }) };
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
