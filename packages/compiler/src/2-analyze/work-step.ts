/** Steps that are not TypeScript: what they run, and which of their options are code that travels with them. */
import {
  CODE_OPTIONS,
  type CheckedOptions,
  type Normalized,
  normalizeContainerOptions,
  normalizeManifestOptions,
  normalizePythonOptions,
  type StepWork,
} from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { type ConstantOptions, nameOf, objectLiteral, optionNames } from "./constant-options.ts";
import type { Analysis } from "./frame.ts";
import { readPython } from "./python/read-python.ts";

export type WorkKind = StepWork["kind"];

const NORMALIZE: { readonly [kind in WorkKind]: (raw: unknown) => Normalized<CheckedOptions> } = {
  container: normalizeContainerOptions,
  python: normalizePythonOptions,
  manifest: normalizeManifestOptions,
};

export function isWorkKind(kind: string): kind is WorkKind {
  return Object.hasOwn(NORMALIZE, kind);
}

/** The names of the kind's options that may be code. */
export function codeOptions(kind: WorkKind): readonly string[] {
  return CODE_OPTIONS[kind];
}

/** Checks the options; what is code was left out of them, and is asked for only by name. */
export function normalizeWork(kind: WorkKind, { value, code }: ConstantOptions): Normalized<CheckedOptions> {
  const withCode = { ...value, ...Object.fromEntries(code.map((name) => [name, () => undefined])) };
  return NORMALIZE[kind](withCode);
}

/** What the step runs, as far as it is not code of its options. */
export function workOf(
  kind: WorkKind,
  own: CheckedOptions["own"],
  declared: PythonDeclaration,
  analysis: Analysis,
): StepWork | undefined {
  switch (kind) {
    case "container": {
      const { workingDirectory } = own as { readonly workingDirectory?: string };
      return { kind, ...(workingDirectory === undefined ? {} : { workingDirectory }) };
    }
    case "python":
      return readPython(own as { file: string; function: string; requirements?: string }, declared, analysis);
    case "manifest":
      return { kind };
  }
}

export type PythonDeclaration = Parameters<typeof readPython>[1];

/** The parts of the options literal that are the step's code; nothing when the options are not written as a literal. */
export function codeParts(
  options: ts.Expression,
  kind: WorkKind,
  analysis: Pick<Analysis, "checker">,
): readonly ts.ObjectLiteralElementLike[] | undefined {
  const wanted = new Set(codeOptions(kind));
  const literal = objectLiteral(options, analysis.checker);
  if (literal === undefined || literal !== skipAssertions(options)) return wanted.size === 0 ? [] : undefined;
  return literal.properties.filter((property) => {
    if (!ts.isSpreadAssignment(property)) return wanted.has(nameOf(property.name));
    return optionNames(property.expression, analysis.checker).some((name) => wanted.has(name));
  });
}

function skipAssertions(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)
    ? skipAssertions(node.expression)
    : node;
}
