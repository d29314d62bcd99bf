import type { Expr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { mapOfPromises, promiseUsedAsValue, stepUsedAsValue } from "../diagnostics/language.ts";
import { type Frame, span } from "./frame.ts";
import type { Cell } from "./scope.ts";
import type { Value } from "./values.ts";

/** The value as an expression; what is no value, such as a promise, is reported at `at`. */
export function toExpr(value: Value, at: ts.Node, frame: Frame, cell?: Cell): Expr {
  switch (value.kind) {
    case "expr":
      return value.expr;
    case "array":
      return { kind: "arr", elements: value.elements.map((element) => ({ value: toExpr(element, at, frame) })) };
    case "object":
      return {
        kind: "obj",
        entries: [...value.entries].map(([key, entry]) => ({ key, value: toExpr(entry, at, frame) })),
      };
    case "closure":
      return frame.analysis.visit.functionValue(value.node, { ...frame, scope: value.scope }, cell);
    case "promise":
      // One message about a promise is enough: it does not float besides.
      for (const id of value.settles) frame.analysis.settled.add(id);
      return refuse(promiseUsedAsValue(span(frame, at), { text: at.getText() }), frame);
    case "mapped":
      frame.analysis.settled.add(value.node);
      return refuse(mapOfPromises(span(frame, at), { text: at.getText() }), frame);
    case "step":
      return refuse(stepUsedAsValue(span(frame, at), { text: at.getText() }), frame);
    case "error":
      return { kind: "lit" };
  }
}

function refuse(diagnostic: Parameters<Frame["analysis"]["report"]>[0], frame: Frame): Expr {
  frame.analysis.report(diagnostic);
  return { kind: "lit" };
}
