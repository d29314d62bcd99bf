/** Steps that are not TypeScript: what they run, and which of their options are code that travels with them. */
import {
  CODE_OPTIONS,
  MANIFEST_KINDS,
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
import { manifestKind } from "../diagnostics/source.ts";
import { spanOf } from "./spans.ts";
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
      checkKind(own, declared, analysis);
      return { kind };
  }
}

/** A kind of which nothing is known needs `done`. Only what is written in the options themselves is looked at. */
function checkKind(own: CheckedOptions["own"], { call, spans }: PythonDeclaration, analysis: Analysis): void {
  const [options] = call.arguments;
  if (options === undefined || Object.hasOwn(own, "done") || optionNames(options, analysis.checker).includes("done"))
    return;
  const object = objectOf(options, analysis.checker);
  const apiVersion = object === undefined ? undefined : textOf(object, "apiVersion");
  const kind = object === undefined ? undefined : textOf(object, "kind");
  if (apiVersion === undefined || kind === undefined) return;
  const group = apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "";
  if (MANIFEST_KINDS.includes(`${group}/${kind}`)) return;
  analysis.report(manifestKind(spans["object"] ?? spanOf(analysis.root, call), { kind, apiVersion }));
}

/** The literal of `object`, also where a function returns it. */
function objectOf(options: ts.Expression, checker: ts.TypeChecker): ts.ObjectLiteralExpression | undefined {
  const property = objectLiteral(options, checker)?.properties.find(
    (one): one is ts.PropertyAssignment => ts.isPropertyAssignment(one) && nameOf(one.name) === "object",
  );
  const value = property?.initializer;
  if (value === undefined || !ts.isArrowFunction(value)) return value && objectLiteral(value, checker);
  return ts.isBlock(value.body) ? undefined : objectLiteral(value.body, checker);
}

function textOf(object: ts.ObjectLiteralExpression, name: string): string | undefined {
  const property = object.properties.find((one) => one.name !== undefined && nameOf(one.name) === name);
  if (property === undefined || !ts.isPropertyAssignment(property)) return undefined;
  return ts.isStringLiteralLike(property.initializer) ? property.initializer.text : undefined;
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
