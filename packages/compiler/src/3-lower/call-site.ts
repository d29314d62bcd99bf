/** Writes expressions of the pipeline body as code of one call site: reads for what travels, bindings for the rest. */
import type { Expr, NodeId, PortEncoding, Span } from "@argosy/sdk/ir";
import type { CallDraft } from "./drafts.ts";
import { mapExpr } from "./expressions.ts";
import { type Leaf, leafKey } from "./leaves.ts";
import { type Lowering, taskName } from "./context.ts";

const PORT_PREFIX: { readonly [encoding in PortEncoding]: string } = { guard: "if", items: "list", value: "value" };

/** Adds an output to the call and returns its name. */
export function addPort(draft: CallDraft, encoding: PortEncoding, value: Expr, span: Span, lowering: Lowering): string {
  const code = rewrite(value, draft, lowering);
  const same = draft.ports.find(
    (one) => one.encoding === encoding && JSON.stringify(one.value) === JSON.stringify(code),
  );
  if (same !== undefined) return same.port;
  const prefix = PORT_PREFIX[encoding];
  const port = `${prefix}${draft.ports.filter((one) => one.encoding === encoding).length + 1}`;
  draft.ports.push({ port, encoding, value: code, span });
  return port;
}

/** The expression with every leaf as a read and every computed node as a binding of this call site. */
export function rewrite(expr: Expr, draft: CallDraft, lowering: Lowering): Expr {
  return mapExpr(expr, (leaf) => rewriteLeaf(leaf, draft, lowering));
}

function rewriteLeaf(expr: Expr, draft: CallDraft, lowering: Lowering): Expr {
  switch (expr.kind) {
    case "param":
      return read({ kind: "param", name: expr.name }, draft, lowering);
    case "carried":
      return variable(read({ kind: "state", loop: expr.loop }, draft, lowering), expr.name);
    case "settled":
      return read({ kind: "settled", node: expr.node }, draft, lowering);
    case "index":
      return {
        kind: "idx",
        object: read({ kind: "item", loop: expr.loop }, draft, lowering),
        index: { kind: "lit", value: 0 },
      };
    case "item": {
      const pair = read({ kind: "item", loop: expr.loop }, draft, lowering);
      const list = lowering.indexedLists.get(expr.loop);
      if (list === undefined) return { kind: "idx", object: pair, index: { kind: "lit", value: 1 } };
      return {
        kind: "idx",
        object: rewrite(list, draft, lowering),
        index: { kind: "idx", object: pair, index: { kind: "lit", value: 0 } },
      };
    }
    case "out":
      return rewriteOut(expr, draft, lowering);
    default:
      return expr;
  }
}

function rewriteOut(expr: Expr & { kind: "out" }, draft: CallDraft, lowering: Lowering): Expr {
  if (expr.node === draft.node) return { kind: "out", node: "$out" };
  const js = lowering.js.get(expr.node);
  const branch = lowering.ifs.get(expr.node);
  if (js !== undefined) {
    if (!draft.bindings.has(js.id)) {
      const args = js.args.map((arg) => rewrite(arg, draft, lowering));
      draft.bindings.set(js.id, { name: js.id, value: { kind: "call", fragment: js.fragment, args }, span: js.span });
    }
    return { kind: "out", node: js.id };
  }
  if (branch === undefined) {
    const value = read({ kind: "out", node: expr.node }, draft, lowering);
    // The state of a loop is one object.
    return expr.port === undefined ? value : variable(value, expr.port);
  }
  const name = `${branch.id}.${expr.port ?? ""}`;
  if (!draft.bindings.has(name)) {
    const merge = branch.merges.find((one) => one.port === expr.port);
    const test = isRead(branch.id, draft, lowering)
      ? read({ kind: "guard", node: branch.id }, draft, lowering)
      : rewrite(branch.cond, draft, lowering);
    const then = merge === undefined ? ({ kind: "lit" } as const) : rewrite(merge.then, draft, lowering);
    const other = merge === undefined ? ({ kind: "lit" } as const) : rewrite(merge.else, draft, lowering);
    draft.bindings.set(name, { name, value: { kind: "cond", test, then, else: other }, span: branch.span });
  }
  return { kind: "out", node: name };
}

function variable(state: Expr, name: string): Expr {
  return { kind: "released", of: { kind: "get", object: state, key: name } };
}

/** A condition is read from the pod that evaluated it, unless that is this one. */
function isRead(node: NodeId, draft: CallDraft, lowering: Lowering): boolean {
  const place = lowering.guards.get(node);
  return place?.kind === "port" && place.task !== draft.key;
}

/** A travelled value as a variable. */
function read(leaf: Leaf, draft: CallDraft, lowering: Lowering): Expr {
  for (const [name, known] of draft.reads) if (leafKey(known) === leafKey(leaf)) return { kind: "out", node: name };
  const wish = readName(leaf, lowering);
  let name = wish;
  for (let count = 2; draft.reads.has(name); count++) name = `${wish}-${count}`;
  draft.reads.set(name, leaf);
  return { kind: "out", node: name };
}

function readName(leaf: Leaf, lowering: Lowering): string {
  switch (leaf.kind) {
    case "param":
      return leaf.name;
    case "item":
    case "state":
      return leaf.kind;
    case "out":
      return taskName(lowering, leaf.node);
    case "settled":
      return `${taskName(lowering, leaf.node)}-settled`;
    case "guard":
      return leaf.node;
  }
}
