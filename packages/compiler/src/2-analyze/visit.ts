/** The way back from a construct to the analysis of its parts, so that no construct's file has to import all others. */
import type { Expr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import type { Completion } from "./completion.ts";
import type { Frame } from "./frame.ts";
import type { Cell } from "./scope.ts";
import type { FunctionNode, Value } from "./values.ts";

export interface Visit {
  readonly expression: (node: ts.Expression, frame: Frame) => Value;
  readonly statement: (node: ts.Statement, frame: Frame) => Completion;
  readonly block: (statements: readonly ts.Statement[], frame: Frame) => Completion;
  /** A function of the body as a value of pure code. */
  readonly functionValue: (node: FunctionNode, frame: Frame, cell: Cell | undefined) => Expr;
}

export function evaluate(node: ts.Expression, frame: Frame): Value {
  return frame.analysis.visit.expression(node, frame);
}

export function analyzeStatement(node: ts.Statement, frame: Frame): Completion {
  return frame.analysis.visit.statement(node, frame);
}

export function analyzeBlock(statements: readonly ts.Statement[], frame: Frame): Completion {
  return frame.analysis.visit.block(statements, frame);
}
