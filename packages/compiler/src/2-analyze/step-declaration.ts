/** From `export const train = step(options, fn)` to the step of the IR. */
import { normalizeStepOptions, type StepIr, type StepOptionsIr } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { stepKindUnsupported, stepNotNamed } from "../diagnostics/source.ts";
import { constantOptions } from "./constant-options.ts";
import type { Analysis } from "./frame.ts";
import { reportSchema } from "./report-schema.ts";
import { reportOptions } from "./report-options.ts";
import { sdkCall } from "./sdk-symbols.ts";
import { modulePath, spanOf } from "./spans.ts";
import { initializerOf } from "./step-search.ts";
import { typeToSchema } from "./types-to-schema.ts";

const OTHER_KINDS = new Set(["container", "python", "manifest", "approve", "sleep", "pipeline"]);

/** The step that a module-level name holds, analysed once; `"error"` when it cannot be one. */
export function stepOf(symbol: ts.Symbol, analysis: Analysis, at: ts.Node): StepIr | "error" | undefined {
  const known = analysis.steps.get(symbol);
  if (known !== undefined) return known;
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  const call = declaration === undefined ? undefined : initializerOf(declaration);
  if (declaration === undefined || call === undefined || !ts.isCallExpression(call)) return undefined;
  const kind = sdkCall(analysis.checker, call);
  if (kind === undefined) return undefined;
  if (OTHER_KINDS.has(kind)) {
    analysis.report(stepKindUnsupported(spanOf(analysis.root, at), { kind }));
    return "error";
  }
  if (kind !== "step") return undefined;
  const step = readStep(declaration, call, analysis);
  if (step !== undefined) analysis.steps.set(symbol, step);
  return step ?? "error";
}

function readStep(declaration: ts.Declaration, call: ts.CallExpression, analysis: Analysis): StepIr | undefined {
  const [optionsNode, fn] = call.arguments;
  if (optionsNode === undefined || fn === undefined) return undefined;
  const { value, spans } = constantOptions(optionsNode, analysis);
  const normalized = normalizeStepOptions(value);
  reportOptions(normalized, spans, analysis);
  const binding =
    ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) ? declaration.name.text : "default";
  const options: StepOptionsIr = normalized.options ?? {};
  const name = options.name ?? (binding === "default" ? undefined : binding);
  if (name === undefined || !(ts.isVariableDeclaration(declaration) || ts.isExportAssignment(declaration))) {
    analysis.report(stepNotNamed(spanOf(analysis.root, call), {}));
    return undefined;
  }
  const module = modulePath(analysis.root, declaration.getSourceFile());
  const id = `${module}#${binding}`;
  analysis.roots.push({ kind: "step", id, declaration, fn });
  return {
    id,
    name,
    module,
    binding,
    options,
    ...schemas(fn, name, analysis),
    span: spanOf(analysis.root, ts.isVariableDeclaration(declaration) ? declaration.name : declaration),
    optionSpans: spans,
  };
}

/** The schemas of what the step takes and gives, from the type of its function. */
function schemas(fn: ts.Expression, name: string, analysis: Analysis): Pick<StepIr, "input" | "output"> {
  const { checker } = analysis;
  const [signature] = checker.getTypeAtLocation(fn).getCallSignatures();
  if (signature === undefined) return { input: {}, output: {} };
  const convert = (type: ts.Type, what: string): StepIr["input"] =>
    typeToSchema(type, {
      checker,
      at: fn,
      report: (problem) => {
        const whole = `the ${what} of \`${name}\``;
        reportSchema(problem, fn, (path) => (path === "" ? whole : `\`${path}\` in ${whole}`), analysis);
      },
    });
  const [input] = signature.parameters;
  const result = signature.getReturnType();
  return {
    input: input === undefined ? { type: "object" } : convert(checker.getTypeOfSymbolAtLocation(input, fn), "input"),
    output: convert(checker.getAwaitedType(result) ?? result, "result"),
  };
}
