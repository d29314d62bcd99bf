import type { ArrayElement, Expr, Node } from "@argosy/sdk/ir";
import { ts } from "ts-morph";
import { unsupportedSyntax } from "../../diagnostics/language.ts";
import { evaluate } from "../visit.ts";
import { emit, type Flow, type Frame, newId, span } from "../frame.ts";
import { inline } from "../inline.ts";
import { firstThrown } from "../completion.ts";
import { unlessThrown } from "../throwing.ts";
import { toExpr } from "../to-expr.ts";
import { ERROR, exprValue, literal, type Value } from "../values.ts";
import { awaited } from "./await.ts";
import { issueCall } from "./step-call.ts";

/** Lists known at compile time are unrolled up to this length; longer ones fan out like run-time lists. */
const LONGEST_UNROLLED = 64;

/** `xs.map(callback)` where the callback calls steps: one chain of steps per item. */
export function analyzeMap(node: ts.CallExpression, callee: ts.PropertyAccessExpression, frame: Frame): Value {
  const list = evaluate(callee.expression, frame);
  const [callback] = node.arguments;
  if (list.kind === "error" || callback === undefined) return ERROR;
  const called = evaluate(callback, frame);
  if (called.kind === "error") return ERROR;
  if (list.kind === "array" && list.elements.length <= LONGEST_UNROLLED) {
    return {
      kind: "array",
      elements: list.elements.map((item, index) => callItem(called, [item, literal(index), list], node, frame)),
    };
  }
  return unlessThrown(node, frame, (arm) => fanOut(list, called, node, callee, arm));
}

function callItem(called: Value, args: readonly Value[], node: ts.CallExpression, frame: Frame): Value {
  if (called.kind === "step") return issueCall(called, args[0] ?? ERROR, node.arguments[0] ?? node, node, frame);
  if (called.kind === "closure") return inline(called, args, node, frame);
  return ERROR;
}

function fanOut(
  list: Value,
  called: Value,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  frame: Frame,
): Value {
  const { analysis } = frame;
  const over = toExpr(list, callee.expression, frame);
  const id = newId(analysis, "map");
  const nodes: Node[] = [];
  // Inside, only what the item itself awaits is a barrier: the rest is one before the whole fan-out.
  const flow: Flow = { store: frame.flow.store.fork(), nodes, frontier: [], pending: [], throws: [], left: [] };
  const inner: Frame = { ...frame, flow };
  const item = callItem(
    called,
    [exprValue({ kind: "item", loop: id }), exprValue({ kind: "index", loop: id }), list],
    node,
    inner,
  );
  const yields = yieldOf(awaited(item, node, inner), node, inner);
  if (flow.store.changed.length > 0) {
    const names = flow.store.changed.map((cell) => `\`${cell.name}\``).join(", ");
    analysis.report(
      unsupportedSyntax(span(frame, node), {
        what: `changing ${names} from the items of a fan-out`,
        instead: "Return the values and combine the array afterwards",
      }),
    );
  }
  if (frame.soft) analysis.soft.add(id);
  emit(frame, {
    kind: "map",
    id,
    over,
    body: { nodes },
    yields,
    after: [...frame.flow.frontier, ...frame.flow.pending],
    span: span(frame, node),
  });
  return item.kind === "promise" ? { kind: "mapped", node: id } : exprValue({ kind: "out", node: id });
}

/** What one item leaves: its value, or code that throws what the item's code threw. */
function yieldOf(result: Value, at: ts.Node, frame: Frame): Expr {
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
