/** One chain of steps per item of a list whose length only the run knows. */
import type { ArrayElement, Expr } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";
import { unsupportedSyntax } from "../diagnostics/language.ts";
import { firstThrown } from "./completion.ts";
import { emit, type Frame, newFlow, newId, softened, span } from "./frame.ts";
import { type ArrayValue, listOf, partsOf } from "./list.ts";
import { mayBeCaughtLater } from "./late-catch.ts";
import { synthesize } from "./outline.ts";
import { allOf, fromOutcomes, outcomesOf } from "./promises.ts";
import { toExpr } from "./to-expr.ts";
import { exprValue, literal, type ListPart, type Value } from "./values.ts";
import { awaited } from "./visitors/await.ts";

/** What one item does, given the frame of its chain, the item and its index. */
export type Item<T> = (frame: Frame, item: Value, index: Value) => T;

/** `list.map(item)` */
export function fanOut(list: Value, item: Item<Value>, at: ts.CallExpression, frame: Frame): Value {
  const chain = openChain(list, at, frame);
  const value = item(chain.frame, ...chain.item);
  // An array of promises per item would be an array of arrays of promises.
  const result = value.kind === "array" || value.kind === "list" ? value : awaited(value, at, chain.frame);
  const id = closeChain(chain, yieldOf(result, at, chain.frame), at, frame);
  if (chain.frame.soft) frame.analysis.soft.add(id);
  const values: Expr = { kind: "out", node: id };
  if (value.kind !== "promise") return exprValue(values);
  return {
    kind: "list",
    parts: [{ kind: "promises", values, outcomes: { kind: "settled", node: id }, settles: [id] }],
  };
}

/** `list.flatMap(item)`, for several arrays at once: the elements that each item adds to each. */
export function flatFanOut(
  list: Value,
  item: Item<readonly ArrayValue[]>,
  at: ts.Node,
  frame: Frame,
): readonly (readonly ListPart[])[] {
  const chain = openChain(list, at, frame);
  const added = item(chain.frame, ...chain.item);
  const { soft } = chain.frame;
  const results = added.map((one) => awaited((soft ? outcomesOf : allOf)(one, at, chain.frame), at, chain.frame));
  const id = closeChain(chain, yieldOf({ kind: "array", elements: results }, at, chain.frame), at, frame);
  if (soft) frame.analysis.soft.add(id);
  return added.map((one, index): readonly ListPart[] => {
    const flat = synthesize(`value.flatMap((one: any) => one[${index}])`, [{ kind: "out", node: id }], at, frame);
    if (partsOf(one).length === 0) return [];
    if (soft) return [fromOutcomes(flat, [id], at, frame)];
    return [{ kind: "promises", values: flat, outcomes: flat, settles: [id] }];
  });
}

interface Chain {
  readonly id: string;
  readonly over: Expr;
  readonly frame: Frame;
  readonly item: readonly [item: Value, index: Value];
}

function openChain(list: Value, at: ts.Node, frame: Frame): Chain {
  const over = toExpr(list, at, frame);
  const id = newId(frame.analysis, "map");
  // Inside, only what the item itself awaits is a barrier: the rest is one before the whole fan-out.
  const flow = newFlow(frame.flow.store.fork(), frame.flow);
  const item = [exprValue({ kind: "item", loop: id }), exprValue({ kind: "index", loop: id })] as const;
  const own: Frame = { ...frame, flow };
  return { id, over, frame: mayBeCaughtLater(at, frame) ? softened(own) : own, item };
}

function closeChain({ id, over, frame: { flow } }: Chain, yields: Expr, at: ts.Node, frame: Frame): string {
  const changed = flow.store.changed.filter((cell) => !frame.analysis.refused.has(cell));
  if (changed.length > 0) {
    const names = changed.map((cell) => `\`${cell.name}\``).join(", ");
    frame.analysis.report(
      unsupportedSyntax(span(frame, at), {
        what: `changing ${names} from the items of a fan-out`,
        instead: "Return the values and combine the array afterwards",
      }),
    );
  }
  const after = [...frame.flow.frontier, ...frame.flow.pending];
  emit(frame, { kind: "map", id, over, body: { nodes: flow.nodes }, yields, after, span: span(frame, at) });
  return id;
}

/** What one item leaves: its value, or code that throws what the item's code threw. */
export function yieldOf(result: Value, at: ts.Node, frame: Frame): Expr {
  const value = toExpr(result, at, frame);
  const thrown = firstThrown(frame.flow.throws, (error) => toExpr(error, at, frame));
  if (thrown !== undefined)
    return { kind: "cond", test: thrown.when, then: toExpr(thrown.value, at, frame), else: value };
  const checks = frame.flow.pending.map((node): ArrayElement => ({ value: { kind: "out", node } }));
  if (checks.length === 0) return value;
  return {
    kind: "idx",
    object: { kind: "arr", elements: [...checks, { value }] },
    index: { kind: "lit", value: checks.length },
  };
}

/** One chain per item of a list whose length is known. */
export function perItem(list: ArrayValue & { readonly kind: "array" }, item: Item<Value>, frame: Frame): ArrayValue {
  return listOf(
    list.elements.map((element, index) => ({ kind: "element", value: item(frame, element, literal(index)) })),
  );
}
