/** Evaluates what the source alone decides: conditions and lists that no parameter and no step has a say in. */
import type { Block, Expr, FragmentId, IfNode, JsNode, Json, Node, NodeId, PipelineIr } from "@argosy/sdk/ir";
import { mapExpr, parts } from "./expressions.ts";

export interface ConstantCall {
  readonly fragment: FragmentId;
  readonly args: readonly (Json | undefined)[];
}

/** The value of each call, or nothing where it is not known before a run. */
export type Evaluate = (
  calls: readonly ConstantCall[],
) => Promise<readonly ({ readonly value: Json | undefined } | undefined)[]>;

/** The value of expressions that name nothing, or nothing where that throws. */
export type EvaluateExpressions = (
  expressions: readonly Expr[],
) => readonly ({ readonly value: Json | undefined } | undefined)[];

/** Constants above this size stay code: they would be written out wherever they are used. */
const LARGEST = 4096;

export async function foldConstants(
  ir: PipelineIr,
  evaluate: Evaluate,
  evaluateExpressions: EvaluateExpressions,
): Promise<PipelineIr> {
  return foldExpressions(await foldCode(ir, evaluate), evaluateExpressions);
}

async function foldCode(ir: PipelineIr, evaluate: Evaluate): Promise<PipelineIr> {
  const js = new Map(nodesOf(ir.body).flatMap((node) => (node.kind === "js" ? [[node.id, node] as const] : [])));
  const wanted = decidingNodes(ir, js);
  if (wanted.length === 0) return ir;
  const values = await evaluate(
    wanted.map((node) => ({
      fragment: node.fragment,
      args: node.args.map((arg) => (arg.kind === "lit" ? arg.value : undefined)),
    })),
  );
  const known = new Map<NodeId, Expr>();
  for (const [index, node] of wanted.entries()) {
    const found = values[index];
    if (found !== undefined && isSmall(found.value)) known.set(node.id, literal(found.value));
  }
  return known.size === 0 ? ir : substitute(ir, known, new Map());
}

/** One decided condition may decide the next. */
function foldExpressions(ir: PipelineIr, evaluate: EvaluateExpressions): PipelineIr {
  const wanted = new Map(
    nodesOf(ir.body)
      .flatMap(decidingExpressions)
      .filter((expr) => expr.kind !== "lit" && namesNothing(expr))
      .map((expr) => [JSON.stringify(expr), expr]),
  );
  if (wanted.size === 0) return ir;
  const values = evaluate([...wanted.values()]);
  const whole = new Map<string, Expr>();
  for (const [index, key] of [...wanted.keys()].entries()) {
    const found = values[index];
    if (found !== undefined && isSmall(found.value)) whole.set(key, literal(found.value));
  }
  return whole.size === 0 ? ir : foldExpressions(substitute(ir, new Map(), whole), evaluate);
}

function isSmall(value: Json | undefined): boolean {
  return (JSON.stringify(value)?.length ?? 0) <= LARGEST;
}

function literal(value: Json | undefined): Expr {
  return value === undefined ? { kind: "lit" } : { kind: "lit", value };
}

function decidingExpressions(node: Node): readonly Expr[] {
  if (node.kind === "if") return [node.cond];
  return (node.kind === "map" || node.kind === "loop") && node.over !== undefined ? [node.over] : [];
}

function namesNothing(expr: Expr): boolean {
  switch (expr.kind) {
    case "param":
    case "out":
    case "item":
    case "index":
    case "settled":
    case "carried":
    case "failed":
    case "caught":
      return false;
    default:
      return parts(expr).every(namesNothing);
  }
}

/** Code without any input on which a branch or a fan-out depends. */
function decidingNodes(ir: PipelineIr, js: ReadonlyMap<NodeId, JsNode>): readonly JsNode[] {
  const found = new Map<NodeId, JsNode>();
  const visit = (expr: Expr): void => {
    const node = expr.kind === "out" ? js.get(expr.node) : undefined;
    if (node?.args.every((arg) => arg.kind === "lit") === true) found.set(node.id, node);
    for (const part of node?.args ?? parts(expr)) visit(part);
  };
  nodesOf(ir.body).flatMap(decidingExpressions).forEach(visit);
  return [...found.values()];
}

function nodesOf(block: Block): readonly Node[] {
  return block.nodes.flatMap((node) => {
    if (node.kind === "if") return [node, ...nodesOf(node.then), ...nodesOf(node.else)];
    return node.kind === "map" || node.kind === "loop" ? [node, ...nodesOf(node.body)] : [node];
  });
}

/** `whole` has the values of conditions and lists, by their JSON. */
function substitute(ir: PipelineIr, known: ReadonlyMap<NodeId, Expr>, whole: ReadonlyMap<string, Expr>): PipelineIr {
  const decided = new Map<string, Expr>();
  // Who waits for what is left out waits for what that waited for.
  const removed = new Map<NodeId, readonly NodeId[]>();
  const waiting = (after: readonly NodeId[]): readonly NodeId[] => [
    ...new Set(after.flatMap((id) => removed.get(id) ?? [id])),
  ];
  const remove = (node: Node): void => void removed.set(node.id, waiting(node.after));
  // What an expression names of an arm that is left out stands where it is never evaluated.
  const unreached = new Set<NodeId>();
  const replace = (expr: Expr): Expr =>
    mapExpr(expr, (inner) => {
      if (inner.kind !== "out" && inner.kind !== "settled") return inner;
      if (unreached.has(inner.node)) return { kind: "lit" };
      if (inner.kind === "settled") return inner;
      return known.get(inner.node) ?? decided.get(`${inner.node}.${inner.port ?? ""}`) ?? inner;
    });
  const decide = (expr: Expr): Expr => {
    const replaced = replace(expr);
    return whole.size === 0 ? replaced : (whole.get(JSON.stringify(replaced)) ?? replaced);
  };
  const block = (from: Block): Block => ({ nodes: from.nodes.flatMap((node) => substituteNode(node)) });
  const substituteNode = (from: Node): readonly Node[] => {
    const node = { ...from, after: waiting(from.after) };
    switch (node.kind) {
      case "js":
        if (!known.has(node.id)) return [{ ...node, args: node.args.map(replace) }];
        remove(node);
        return [];
      case "call":
        return [{ ...node, input: replace(node.input) }];
      case "map":
        return [{ ...node, over: decide(node.over), body: block(node.body), yields: replace(node.yields) }];
      case "loop":
        return [
          {
            ...node,
            ...(node.over === undefined ? {} : { over: decide(node.over) }),
            carried: node.carried.map(({ name, init, next }) => ({ name, init: replace(init), next: replace(next) })),
            body: block(node.body),
            done: replace(node.done),
            checks: node.checks.filter((id) => !removed.has(id)),
          },
        ];
      case "if":
        return substituteIf({ ...node, cond: decide(node.cond) });
      case "error":
        return [node];
    }
  };
  const substituteIf = (node: IfNode): readonly Node[] => {
    const then = block(node.then);
    const other = block(node.else);
    const merges = node.merges.map((merge) => ({ ...merge, then: replace(merge.then), else: replace(merge.else) }));
    if (node.cond.kind !== "lit") return [{ ...node, then, else: other, merges }];
    remove(node);
    for (const left of nodesOf(node.cond.value ? other : then)) {
      remove(left);
      unreached.add(left.id);
    }
    for (const merge of merges) decided.set(`${node.id}.${merge.port}`, node.cond.value ? merge.then : merge.else);
    return (node.cond.value ? then : other).nodes;
  };
  const body = block(ir.body);
  return { ...ir, body, result: { ...ir.result, value: replace(ir.result.value), after: waiting(ir.result.after) } };
}
