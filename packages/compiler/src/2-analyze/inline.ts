/** Calling a function of the user by analysing its body where it is called. */
import { ts } from "ts-morph";
import { recursiveHelper, unsupportedSyntax } from "../diagnostics/language.ts";
import { assignedCells } from "./assigned-cells.ts";
import { bindParameters } from "./bind-pattern.ts";
import { branchValue } from "./branch.ts";
import { ALWAYS, type Completion, type Exit, exit, NORMAL } from "./completion.ts";
import { analyzeBlock, evaluate } from "./visit.ts";
import { type Flow, type Frame, softened, span } from "./frame.ts";
import { mayBeCaughtLater } from "./late-catch.ts";
import { mutatedCells } from "./purity.ts";
import { resultValue } from "./pipeline-result.ts";
import { Scope } from "./scope.ts";
import { isAsync as isAsyncFunction } from "./step-search.ts";
import { raise, rejections, unlessThrown, withThrows } from "./throwing.ts";
import { unlessLeft } from "./unless-left.ts";
import { ERROR, type FunctionNode, UNDEFINED, type Value } from "./values.ts";

interface Closure {
  readonly node: FunctionNode;
  readonly scope: Scope;
}

/**
 * The value of a call; an async function gives a promise that settles what its body awaited.
 * @param before What happens in the function before its body, which goes on unless that leaves.
 */
export function inline(
  closure: Closure,
  args: readonly Value[],
  at: ts.Node,
  frame: Frame,
  before?: (frame: Frame) => Completion,
): Value {
  const run = (arm: Frame): Value => inlineHere(closure, args, at, arm, before);
  // What an async function throws is its promise's: it does not see what the statement around it has thrown before.
  return isAsyncFunction(closure.node) ? unlessThrown(at, frame, run) : run(frame);
}

function inlineHere(
  closure: Closure,
  args: readonly Value[],
  at: ts.Node,
  frame: Frame,
  before: (frame: Frame) => Completion = () => NORMAL,
): Value {
  const { node } = closure;
  if (frame.inlining.includes(node)) {
    frame.analysis.report(recursiveHelper(span(frame, at), { name: nameOf(node) }));
    return ERROR;
  }
  const isAsync = isAsyncFunction(node);
  // An async activation has barriers of its own: it inherits its caller's, and gives its own to whoever awaits it.
  const flow: Flow = isAsync ? activation(frame.flow) : frame.flow;
  const own: Frame = { ...frame, flow, scope: new Scope(closure.scope), inlining: [...frame.inlining, node] };
  const inner = isAsync && mayBeCaughtLater(at, frame) ? softened(own) : own;
  if (isAsync) refuseLateChanges(closure, at, frame);
  bindParameters(node.parameters, args, inner);
  const completion = unlessLeft(before(inner), node, inner, (arm) => runBody(node, arm, isAsync));
  const value = returned(completion, at, inner);
  const rejects = completion.exits.filter(({ target }) => target.kind === "throw");
  if (!isAsync) {
    raise(rejects, at, frame);
    return value;
  }
  return activationPromise(value, rejects, at, inner, frame);
}

/** A variable of outside that changes while others go on would hold now this, now that. */
function refuseLateChanges(
  { node, scope }: { readonly node: FunctionNode; readonly scope: Scope },
  at: ts.Node,
  frame: Frame,
): void {
  if (frame.inlining.length === 0 || isAwaitedAtOnce(at) || !awaits(node)) return;
  const outside: Frame = { ...frame, scope };
  const [cell] = [...assignedCells(node, outside), ...mutatedCells(node, outside)];
  if (cell === undefined || frame.analysis.refused.has(cell)) return;
  frame.analysis.refused.add(cell);
  const what = `changing \`${cell.name}\` from an async function that others run beside`;
  const instead = "Return the value, and assign it where the promise is awaited";
  frame.analysis.report(unsupportedSyntax(span(frame, at), { what, instead }));
}

function isAwaitedAtOnce({ parent }: ts.Node): boolean {
  if (ts.isParenthesizedExpression(parent)) return isAwaitedAtOnce(parent);
  return ts.isAwaitExpression(parent) || ts.isReturnStatement(parent) || ts.isArrowFunction(parent);
}

function awaits(node: ts.Node): boolean {
  return ts.isAwaitExpression(node) || (ts.forEachChild(node, awaits) ?? false);
}

/** The promise of an async function: it waits for all that its body awaited, and for the promise that it returns. */
export function activationPromise(
  value: Value,
  rejects: readonly Exit[],
  at: ts.Node,
  inner: Frame,
  caller: Frame,
): Value {
  const own = value.kind === "promise" ? value : { value, settles: [] };
  const barriers = [...new Set([...inner.flow.frontier, ...inner.flow.left])];
  const awaitedNodes = barriers.filter((id) => !caller.flow.frontier.includes(id));
  const uncaught = inner.soft ? [] : awaitedNodes.filter((id) => caller.analysis.hard.has(id));
  return {
    kind: "promise",
    value: own.value,
    settles: [...new Set([...barriers, ...inner.flow.pending, ...own.settles])],
    rejects: [...rejects, ...rejections(value, at, inner)],
    uncaught,
  };
}

function nameOf({ name, parent }: FunctionNode): string {
  return name?.text ?? (ts.isVariableDeclaration(parent) ? parent.name.getText() : "this function");
}

export function activation(flow: Flow): Flow {
  return { ...flow, throws: [], left: [] };
}

function runBody(node: FunctionNode, frame: Frame, isAsync: boolean): Completion {
  const { body } = node;
  if (body === undefined) return NORMAL;
  if (ts.isBlock(body)) return analyzeBlock(body.statements, frame);
  const evaluateBody = (inner: Frame): Completion =>
    exit({ kind: "return" }, resultValue(evaluate(body, inner), body, inner));
  return isAsync ? withThrows(evaluateBody, body, frame) : evaluateBody(frame);
}

/** What a body gives when it ends: what was returned, `undefined` where nothing was. */
function returned(completion: Completion, at: ts.Node, frame: Frame): Value {
  const exit = completion.exits.find(({ target }) => target.kind === "return");
  if (exit === undefined) return UNDEFINED;
  const isOnly = !completion.goesOn && completion.exits.length === 1;
  if (isOnly) return exit.value;
  return branchValue(
    frame,
    completion.goesOn ? exit.when : ALWAYS,
    at,
    () => exit.value,
    () => UNDEFINED,
  );
}
