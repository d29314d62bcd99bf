/** What rounds of a loop hand on: plain values as they are, promises as how they ended. */
import type { Expr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { awaitNodes, type Frame, softened } from "./frame.ts";
import { isArrayValue } from "./list.ts";
import { isDeeplyOwn, isSolelyOwn, own } from "./ownership.ts";
import { fromOutcome, fromOutcomes, outcomeOf, outcomesOf } from "./promises.ts";
import type { Cell } from "./scope.ts";
import { toExpr } from "./to-expr.ts";
import { exprValue, isPlain, UNDEFINED, type Value } from "./values.ts";
import { awaited } from "./visitors/await.ts";

type CarriedKind = "plain" | "promise" | "promises";

/** By what it holds before the loop, or by its type where that says nothing yet. */
export function carriedKind(cell: Cell, at: ts.Node, frame: Frame): CarriedKind {
  const value = frame.flow.store.get(cell) ?? UNDEFINED;
  if (value.kind === "promise") return "promise";
  const isEmpty = isArrayValue(value) ? isPlain(value) : false;
  if (isArrayValue(value) && !isEmpty) return "promises";
  const type = cell.symbol === undefined ? "" : typeOf(cell.symbol, at, frame);
  if (!type.includes("Promise<")) return "plain";
  return /^(?:readonly )?(?:Promise<.*>|\(.*\))\[\]$/.test(type) ? "promises" : "promise";
}

function typeOf(symbol: ts.Symbol, at: ts.Node, { analysis: { checker } }: Frame): string {
  return checker.typeToString(checker.getTypeOfSymbolAtLocation(symbol, at));
}

/** A round ends when the promises that it hands on have. */
export function carriedExpr(kind: CarriedKind, cell: Cell, at: ts.Node, frame: Frame): Expr {
  const value = frame.flow.store.get(cell) ?? UNDEFINED;
  const soft = softened(frame);
  switch (kind) {
    case "plain":
      return toExpr(value, at, frame);
    case "promise": {
      if (value.kind === "promise") awaitNodes(frame, value.settles);
      return toExpr(outcomeOf(value, at, soft), at, frame);
    }
    case "promises":
      return isArrayValue(value)
        ? toExpr(awaited(outcomesOf(value, at, frame), at, frame), at, frame)
        : toExpr(value, at, frame);
  }
}

type Ownership = "none" | "shallow" | "deep";

/** Whether the body may go on changing what the variable holds. */
export function ownershipOf(cell: Cell, frame: Frame): Ownership {
  const value = frame.flow.store.get(cell) ?? UNDEFINED;
  if (!isSolelyOwn(cell, value, frame)) return "none";
  return isDeeplyOwn(value, frame) ? "deep" : "shallow";
}

export function carriedValue(kind: CarriedKind, carried: Expr, owner: Ownership, at: ts.Node, frame: Frame): Value {
  switch (kind) {
    case "plain":
      return owner === "none" ? exprValue(carried) : own(exprValue(carried), frame, owner === "deep");
    case "promise":
      return fromOutcome(carried, at, frame);
    case "promises":
      return { kind: "list", parts: [fromOutcomes(carried, [], at, frame)] };
  }
}
