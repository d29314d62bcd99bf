/** From `export const train = step(options, fn)` to the step of the IR. */
import { normalizeStepOptions, type StepIr, type StepOptionsIr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { stepNotNamed } from "../diagnostics/source.ts";
import { constantOptions } from "./constant-options.ts";
import type { Analysis } from "./frame.ts";
import { givenSchemas, STEP_ENDS } from "./given-schemas.ts";
import { reportSchema } from "./report-schema.ts";
import { reportOptions } from "./report-options.ts";
import { sdkCall } from "./sdk-symbols.ts";
import { modulePath, spanOf } from "./spans.ts";
import { declaredCall } from "./step-search.ts";
import { typeToSchema } from "./types-to-schema.ts";
import { codeOptions, codeParts, isWorkKind, normalizeWork, type WorkKind, workOf } from "./work-step.ts";

/** The step that a module-level name holds, analysed once; `"error"` when it cannot be one. */
export function stepOf(symbol: ts.Symbol, analysis: Analysis): StepIr | "error" | undefined {
  const known = analysis.steps.get(symbol);
  if (known !== undefined) return known;
  const declared = declaredCall(symbol);
  if (declared === undefined) return undefined;
  const { declaration, call } = declared;
  const kind = sdkCall(analysis.checker, call);
  if (kind === undefined) return undefined;
  if (kind !== "step" && !isWorkKind(kind)) return undefined;
  const step = kind === "step" ? readStep(declaration, call, analysis) : readWork(kind, declaration, call, analysis);
  if (step !== undefined) analysis.steps.set(symbol, step);
  return step ?? "error";
}

function readStep(declaration: ts.Declaration, call: ts.CallExpression, analysis: Analysis): StepIr | undefined {
  const [optionsNode, fn] = call.arguments;
  if (optionsNode === undefined || fn === undefined) return undefined;
  const { value, expressions, spans } = constantOptions(optionsNode, analysis, STEP_ENDS);
  const normalized = normalizeStepOptions(value);
  reportOptions(normalized, spans, analysis);
  const options: StepOptionsIr = normalized.options ?? {};
  const declared = declaredAs(declaration, call, options, analysis);
  if (declared === undefined) return undefined;
  analysis.roots.push({ kind: "step", id: declared.id, declaration: declared.at, fn });
  const [signature] = analysis.checker.getTypeAtLocation(fn).getCallSignatures();
  const [input] = signature?.parameters ?? [];
  const result = signature?.getReturnType();
  const given = givenSchemas(declared.step, expressions, analysis);
  const types = {
    input:
      given.includes("input") || input === undefined
        ? undefined
        : analysis.checker.getTypeOfSymbolAtLocation(input, fn),
    output:
      given.includes("output") || result === undefined
        ? undefined
        : (analysis.checker.getAwaitedType(result) ?? result),
  };
  return {
    ...declared.step,
    options,
    ...(signature === undefined ? { input: {}, output: {} } : schemas(types, fn, declared.step.name, analysis)),
    ...(given.length === 0 ? {} : { given }),
    optionSpans: spans,
  };
}

/** A step whose options alone say what it does. */
function readWork(
  kind: WorkKind,
  declaration: ts.Declaration,
  call: ts.CallExpression,
  analysis: Analysis,
): StepIr | undefined {
  const [optionsNode] = call.arguments;
  if (optionsNode === undefined) return undefined;
  const constant = constantOptions(optionsNode, analysis, codeOptions(kind));
  const normalized = normalizeWork(kind, constant);
  reportOptions(normalized, constant.spans, analysis);
  const options = normalized.options?.common ?? {};
  const declared = declaredAs(declaration, call, options, analysis);
  if (declared === undefined) return undefined;
  const parts = codeParts(optionsNode, kind, analysis);
  analysis.roots.push({
    kind: "step",
    id: declared.id,
    declaration: declared.at,
    fn: optionsNode,
    ...(parts === undefined ? {} : { parts }),
  });
  const types = typesOf(declared.at, call, analysis.checker);
  const ends = schemas(types, call, declared.step.name, analysis);
  const work =
    normalized.options === undefined
      ? undefined
      : workOf(kind, normalized.options.own, { ...ends, spans: constant.spans, call }, analysis);
  if (work === undefined) return undefined;
  return { ...declared.step, options, work, ...ends, optionSpans: constant.spans };
}

interface Declared {
  readonly id: string;
  readonly at: ts.VariableDeclaration | ts.ExportAssignment;
  readonly step: Pick<StepIr, "id" | "name" | "module" | "binding" | "span">;
}

function declaredAs(
  declaration: ts.Declaration,
  call: ts.CallExpression,
  options: StepOptionsIr,
  analysis: Analysis,
): Declared | undefined {
  const binding =
    ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) ? declaration.name.text : "default";
  const name = options.name ?? (binding === "default" ? undefined : binding);
  if (name === undefined || !(ts.isVariableDeclaration(declaration) || ts.isExportAssignment(declaration))) {
    analysis.report(stepNotNamed(spanOf(analysis.root, call), {}));
    return undefined;
  }
  const module = modulePath(analysis.root, declaration.getSourceFile());
  const id = `${module}#${binding}`;
  const span = spanOf(analysis.root, ts.isVariableDeclaration(declaration) ? declaration.name : declaration);
  return { id, at: declaration, step: { id, name, module, binding, span } };
}

interface Ends {
  readonly input: ts.Type | undefined;
  readonly output: ts.Type | undefined;
}

/** `Step<Input, Output>`, however its arguments were given. */
function typesOf(at: Declared["at"], call: ts.CallExpression, checker: ts.TypeChecker): Ends {
  const type = checker.getTypeAtLocation(ts.isVariableDeclaration(at) ? at.name : call);
  const [input, output] = checker.getTypeArguments(type as ts.TypeReference);
  return { input, output };
}

/** The schemas of what the step takes and gives. */
function schemas(types: Ends, at: ts.Node, name: string, analysis: Analysis): Pick<StepIr, "input" | "output"> {
  const { checker } = analysis;
  const convert = (type: ts.Type, what: string): StepIr["input"] =>
    typeToSchema(type, {
      checker,
      at,
      report: (problem) => {
        const whole = `the ${what} of \`${name}\``;
        reportSchema(problem, at, (path) => (path === "" ? whole : `\`${path}\` in ${whole}`), analysis);
      },
    });
  return {
    input: types.input === undefined ? { type: "object" } : convert(types.input, "input"),
    output: types.output === undefined ? {} : convert(types.output, "result"),
  };
}
