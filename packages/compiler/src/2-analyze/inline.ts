/** Calling a function of the user by analysing its body where it is called. */
import { ts } from "ts-morph";
import { recursiveHelper } from "../diagnostics/language.ts";
import { bindParameters } from "./bind-pattern.ts";
import { branch, valueArm } from "./branch.ts";
import { ALWAYS, type Completion, type Exit, exit, NORMAL } from "./completion.ts";
import { analyzeBlock, evaluate } from "./visit.ts";
import { type Flow, type Frame, span } from "./frame.ts";
import { synthesize } from "./outline.ts";
import { resultValue } from "./pipeline-result.ts";
import { Scope } from "./scope.ts";
import { toExpr } from "./to-expr.ts";
import { ERROR, type FunctionNode, UNDEFINED, type Value } from "./values.ts";

/** The value of a call; an async function gives a promise that settles what its body awaited. */
export function inline(
  closure: { readonly node: FunctionNode; readonly scope: Scope },
  args: readonly Value[],
  at: ts.Node,
  frame: Frame,
): Value {
  const { node } = closure;
  if (frame.inlining.includes(node)) {
    frame.analysis.report(recursiveHelper(span(frame, at), { name: nameOf(node) }));
    return ERROR;
  }
  const isAsync = node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  // An async activation has barriers of its own: it inherits its caller's, and gives its own to whoever awaits it.
  const flow: Flow = isAsync ? activation(frame.flow) : frame.flow;
  const inner: Frame = { ...frame, flow, scope: new Scope(closure.scope), inlining: [...frame.inlining, node] };
  bindParameters(node.parameters, args, inner);
  const value = returned(runBody(node, inner), at, inner);
  if (!isAsync) return value;
  const settles = [...flow.frontier, ...flow.pending];
  if (value.kind === "promise") return { ...value, settles: [...new Set([...settles, ...value.settles])] };
  return { kind: "promise", value, settles };
}

function nameOf({ name, parent }: FunctionNode): string {
  return name?.text ?? (ts.isVariableDeclaration(parent) ? parent.name.getText() : "this function");
}

function activation(flow: Flow): Flow {
  return { store: flow.store, nodes: flow.nodes, frontier: flow.frontier, pending: flow.pending };
}

function runBody(node: FunctionNode, frame: Frame): Completion {
  if (node.body === undefined) return NORMAL;
  if (ts.isBlock(node.body)) return analyzeBlock(node.body.statements, frame);
  return exit({ kind: "return" }, resultValue(evaluate(node.body, frame), node.body, frame));
}

/** What a body gives when it ends: what was returned, `undefined` where nothing was. */
function returned(completion: Completion, at: ts.Node, frame: Frame): Value {
  let value: Value = UNDEFINED;
  for (const exit of completion.exits) {
    if (exit.target.kind === "throw") guardAgainst(exit, at, frame);
    if (exit.target.kind === "return") {
      value = branch(frame, completion.goesOn ? exit.when : ALWAYS, at, {
        then: valueArm(() => exit.value),
        else: valueArm(() => UNDEFINED),
      }).value;
    }
  }
  return value;
}

/** What was thrown stops whatever comes next: it is evaluated before that. */
function guardAgainst(exit: Exit, at: ts.Node, frame: Frame): void {
  const thrower = toExpr(exit.value, at, frame);
  const check = synthesize(
    "value",
    [{ kind: "cond", test: exit.when, then: thrower, else: { kind: "lit" } }],
    at,
    frame,
  );
  if (check.kind === "out") frame.flow.pending = [...frame.flow.pending, check.node];
}
