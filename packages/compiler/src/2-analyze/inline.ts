/** Calling a function of the user by analysing its body where it is called. */
import { ts } from "ts-morph";
import { recursiveHelper } from "../diagnostics/language.ts";
import { bindParameters } from "./bind-pattern.ts";
import { branch, type Completion, NORMAL, valueArm } from "./branch.ts";
import { analyzeBlock, evaluate } from "./visit.ts";
import { type Flow, type Frame, span } from "./frame.ts";
import { Scope } from "./scope.ts";
import { ERROR, type FunctionNode, UNDEFINED, type Value } from "./values.ts";

/** The value of a call; an async function gives a promise that settles what its body awaited. */
export function inline(closure: { readonly node: FunctionNode; readonly scope: Scope }, args: readonly Value[], at: ts.Node, frame: Frame): Value {
  const { node } = closure;
  if (frame.inlining.includes(node)) {
    frame.analysis.report(recursiveHelper(span(frame, at), { name: node.name?.getText() ?? "this function" }));
    return ERROR;
  }
  const isAsync = node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  // An async activation has barriers of its own: it inherits its caller's, and gives its own to whoever awaits it.
  const flow: Flow = isAsync ? activation(frame.flow) : frame.flow;
  const inner: Frame = { ...frame, flow, scope: new Scope(closure.scope), inlining: [...frame.inlining, node] };
  bindParameters(node.parameters, args, inner);
  const value = returned(runBody(node, inner), at, inner);
  if (!isAsync) return value;
  if (value.kind === "promise") return { ...value, settles: [...new Set([...flow.frontier, ...value.settles])] };
  return { kind: "promise", value, settles: flow.frontier };
}

function activation(flow: Flow): Flow {
  return { store: flow.store, nodes: flow.nodes, frontier: flow.frontier, pending: flow.pending };
}

function runBody(node: FunctionNode, frame: Frame): Completion {
  if (node.body === undefined) return NORMAL;
  if (ts.isBlock(node.body)) return analyzeBlock(node.body.statements, frame);
  return { kind: "return", value: evaluate(node.body, frame) };
}

/** What a body gives when it ends: `undefined` where nothing was returned. */
function returned(completion: Completion, at: ts.Node, frame: Frame): Value {
  switch (completion.kind) {
    case "normal":
      return UNDEFINED;
    case "return":
      return completion.value;
    case "maybe":
      return branch(frame, completion.done, at, { then: valueArm(() => completion.value), else: valueArm(() => UNDEFINED) }).value;
  }
}
