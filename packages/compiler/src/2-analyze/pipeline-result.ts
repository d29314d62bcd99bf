/** What a pipeline returns leaves as JSON, so every part of it has to be a value by then. */
import type { ts } from "ts-morph";
import { typeNotJson } from "../diagnostics/source.ts";
import { type Frame, span } from "./frame.ts";
import { partOf } from "./part-of.ts";
import { member, toExpr } from "./to-expr.ts";
import { ERROR, type Value } from "./values.ts";

/** The returned value; a promise or a step in it is reported where it is written. */
export function resultValue(value: Value, at: ts.Node, frame: Frame): Value {
  // What a helper returns may hold anything: its caller takes it apart.
  if (frame.inlining.length !== 1) return value;
  return value.kind === "promise" ? { ...value, value: plain(value.value, at, frame) } : plain(value, at, frame);
}

function plain(value: Value, at: ts.Node, frame: Frame, path = ""): Value {
  const inner = (one: Value, key: string | number): Value => {
    const part = partOf(at, key);
    return plain(one, part, frame, part === at ? `${path}${member(key)}` : "");
  };
  switch (value.kind) {
    case "expr":
    case "error":
      return value;
    case "array":
      if (partOf(at, 0) === at) return { kind: "expr", expr: toExpr(value, at, frame, undefined, path) };
      return { kind: "array", elements: value.elements.map(inner) };
    case "object":
      return { kind: "object", entries: new Map([...value.entries].map(([key, one]) => [key, inner(one, key)])) };
    case "closure":
      frame.analysis.report(
        typeNotJson(span(frame, at), { what: "the pipeline's result", reason: "JSON has no functions" }),
      );
      return ERROR;
    default:
      toExpr(value, at, frame, undefined, path);
      return ERROR;
  }
}
