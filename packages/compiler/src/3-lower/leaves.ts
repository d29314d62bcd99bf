/** What a value is made of: the things that travel between pods. Everything else is computed from them where it is needed. */
import type { Expr, IfNode, JsNode, NodeId } from "@argosy/sdk/ir";
import { parts } from "./expressions.ts";

export type Leaf =
  | { readonly kind: "out"; readonly node: NodeId }
  | { readonly kind: "param"; readonly name: string }
  | { readonly kind: "item"; readonly loop: NodeId }
  /** All variables that a loop carries, at the start of a round. */
  | { readonly kind: "state"; readonly loop: NodeId }
  /** A fan-out's array with the errors of its items, one by one. */
  | { readonly kind: "settled"; readonly node: NodeId }
  /** Whether the condition of an if held, as the pod that evaluated it says. */
  | { readonly kind: "guard"; readonly node: NodeId };

/** What has to travel for a leaf: the errors of a list's items lie in the list itself. */
export function carrier(leaf: Leaf): Leaf {
  return leaf.kind === "settled" ? { kind: "out", node: leaf.node } : leaf;
}

export function leafKey(leaf: Leaf): string {
  switch (leaf.kind) {
    case "out":
    case "guard":
    case "settled":
      return `${leaf.kind}:${leaf.node}`;
    case "param":
      return `param:${leaf.name}`;
    case "item":
    case "state":
      return `${leaf.kind}:${leaf.loop}`;
  }
}

/** The nodes whose values are computed, not carried. */
export interface Definitions {
  readonly js: ReadonlyMap<NodeId, JsNode>;
  readonly ifs: ReadonlyMap<NodeId, IfNode>;
  /** True when the test of an if is read from the pod that evaluated it; else it is computed anew. */
  readonly isCarried: (node: NodeId) => boolean;
  /** The list of a fan-out whose items are found by their index in it. */
  readonly indexedList: (loop: NodeId) => Expr | undefined;
}

/** Every leaf of the expressions, once each, in the order of first use. */
export function leavesOf(roots: readonly Expr[], definitions: Definitions): readonly Leaf[] {
  const found = new Map<string, Leaf>();
  const seen = new Set<string>();
  const add = (leaf: Leaf): void => {
    found.set(leafKey(leaf), leaf);
  };
  const visit = (expr: Expr): void => {
    switch (expr.kind) {
      case "param":
        return add({ kind: "param", name: expr.name });
      case "item": {
        const list = definitions.indexedList(expr.loop);
        add({ kind: "item", loop: expr.loop });
        return list === undefined ? undefined : visit(list);
      }
      case "carried":
        return add({ kind: "state", loop: expr.loop });
      case "settled":
        return add({ kind: "settled", node: expr.node });
      case "index":
        return add({ kind: "item", loop: expr.loop });
      case "out":
        return visitOut(expr);
      default:
        for (const part of parts(expr)) visit(part);
    }
  };
  const visitOut = (expr: Expr & { kind: "out" }): void => {
    const js = definitions.js.get(expr.node);
    const branch = definitions.ifs.get(expr.node);
    if (js === undefined && branch === undefined) return add({ kind: "out", node: expr.node });
    const key = `${expr.node}.${expr.port ?? ""}`;
    if (seen.has(key)) return;
    seen.add(key);
    if (js !== undefined) return js.args.forEach(visit);
    if (branch === undefined) return;
    if (definitions.isCarried(branch.id)) add({ kind: "guard", node: branch.id });
    else visit(branch.cond);
    const merge = branch.merges.find((one) => one.port === expr.port);
    if (merge !== undefined) [merge.then, merge.else].forEach(visit);
  };
  roots.forEach(visit);
  return [...found.values()];
}
