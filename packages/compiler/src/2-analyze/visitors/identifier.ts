import type { Json } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { unknownName, unsupportedSyntax } from "../../diagnostics/language.ts";
import { asJson, evaluateConstant } from "../constants.ts";
import { type Frame, span } from "../frame.ts";
import { outline } from "../outline.ts";
import { pipelineOf } from "../pipeline-declaration.ts";
import { Scope } from "../scope.ts";
import { resolveSymbol } from "../sdk-symbols.ts";
import { stepOf } from "../step-declaration.ts";
import {
  functionOf,
  initializerOf,
  isTableOfSteps,
  isWithoutSource,
  otherName,
  refersToSteps,
} from "../step-search.ts";
import { evaluate } from "../visit.ts";
import { ERROR, structured, UNDEFINED, type Value } from "../values.ts";

/** Constants up to this size are known by their shape; larger ones stay a name in the code. */
const LARGEST_INLINE_CONSTANT = 4096;

export function analyzeIdentifier(node: ts.Identifier, frame: Frame): Value {
  if (node.text === "undefined") return UNDEFINED;
  const symbol = resolveSymbol(frame.analysis.checker, node);
  const cell = symbol === undefined ? undefined : frame.scope.lookup(symbol);
  if (cell !== undefined) return frame.flow.store.get(cell) ?? UNDEFINED;
  return symbol === undefined ? outline(node, frame) : moduleValue(symbol, node, frame);
}

/** What a name of module level stands for, also through imports and namespaces. */
export function moduleValue(symbol: ts.Symbol, node: ts.Expression, frame: Frame): Value {
  const step = stepOf(symbol, frame.analysis);
  if (step === "error") return ERROR;
  if (step !== undefined) return { kind: "step", step };
  const pipeline = pipelineOf(symbol, frame.analysis);
  if (pipeline === "error") return ERROR;
  if (pipeline !== undefined) return { kind: "pipeline", pipeline };
  const declaration = symbol.valueDeclaration;
  if (declaration === undefined) {
    frame.analysis.report(unknownName(span(frame, node), { text: node.getText() }));
    return ERROR;
  }
  if (isWithoutSource(declaration, frame)) {
    const what = `calling \`${symbol.name}\` without its TypeScript source`;
    const instead = "Let its package export the source that defines it, as packages of a workspace can";
    frame.analysis.report(unsupportedSyntax(span(frame, node), { what, instead }));
    return ERROR;
  }
  const helper = functionOf(declaration);
  if (helper !== undefined && !helper.getSourceFile().isDeclarationFile)
    return { kind: "closure", node: helper, scope: new Scope() };
  const other = otherName(declaration);
  if (other !== undefined && refersToSteps(other, frame)) return evaluate(other, { ...frame, scope: new Scope() });
  const table = initializerOf(declaration);
  if (table !== undefined && isTable(table) && isTableOfSteps(node, frame))
    return evaluate(table, { ...frame, scope: new Scope() });
  const constant = evaluateConstant(node, { checker: frame.analysis.checker });
  const json = constant.known ? asJson(constant.value) : undefined;
  if (json !== undefined && size(json.json) <= LARGEST_INLINE_CONSTANT) return structured(json.json);
  return outline(node, frame);
}

function isTable(node: ts.Expression): boolean {
  return ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node);
}

function size(value: Json | undefined): number {
  return JSON.stringify(value)?.length ?? 0;
}
