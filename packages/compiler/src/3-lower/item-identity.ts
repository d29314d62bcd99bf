/** Whether the body of a fan-out or loop asks if its item is a certain element of the list: then it must be that element. */
import type { Expr, LoopNode, MapNode } from "@argosy/sdk/ir";
import { type Definitions, leafKey, leavesOf } from "./leaves.ts";

/** An item that travels by itself is a copy, which is the same as no element. */
export function comparesItem(node: MapNode | LoopNode, over: Expr, definitions: Definitions): boolean {
  const ofList = new Set(leavesOf([over], definitions).map(leafKey));
  const isRelated = (expr: Expr): boolean =>
    !isItem(expr, node.id) && leavesOf([expr], definitions).some((leaf) => ofList.has(leafKey(leaf)));
  const compares = (operands: readonly Expr[]): boolean =>
    operands.some((one) => isItem(one, node.id)) && operands.some(isRelated);
  const visit = (value: unknown): boolean => {
    if (typeof value !== "object" || value === null) return false;
    if (isComparison(value) && compares([value.left, value.right])) return true;
    if (isCode(value) && compares(value.args)) return true;
    return Object.values(value).some(visit);
  };
  return ofList.size > 0 && visit(node);
}

function isItem(expr: Expr, loop: string): boolean {
  return expr.kind === "item" && expr.loop === loop;
}

function isComparison(value: object): value is Expr & { readonly kind: "bin" } {
  return "kind" in value && value.kind === "bin" && "op" in value && EQUALITY.has(String(value.op));
}

function isCode(value: object): value is { readonly args: readonly Expr[] } {
  return "kind" in value && value.kind === "js" && "args" in value;
}

const EQUALITY: ReadonlySet<string> = new Set(["===", "!==", "==", "!="]);
