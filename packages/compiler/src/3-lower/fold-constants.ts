/** Evaluates what the source alone decides: conditions and lists that no parameter and no step has a say in. */
import type { Block, Expr, FragmentId, IfNode, JsNode, LoopNode, Json, Node, NodeId, PipelineIr } from "@argosy/sdk/ir";
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
  const js = new Map(allNodes(ir).flatMap((node) => (node.kind === "js" ? [[node.id, node] as const] : [])));
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
    allNodes(ir)
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
  allNodes(ir).flatMap(decidingExpressions).forEach(visit);
  return [...found.values()];
}

function allNodes(ir: PipelineIr): readonly Node[] {
  return [ir, ...(ir.pipelines ?? [])].flatMap(({ body }) => nodesOf(body));
}

function nodesOf(block: Block): readonly Node[] {
  return block.nodes.flatMap((node) => {
    if (node.kind === "if") return [node, ...nodesOf(node.then), ...nodesOf(node.else)];
    return node.kind === "map" || node.kind === "loop" ? [node, ...nodesOf(node.body)] : [node];
  });
}

/** `whole` has the values of conditions and lists, by their JSON. */
function substitute(ir: PipelineIr, known: ReadonlyMap<NodeId, Expr>, whole: ReadonlyMap<string, Expr>): PipelineIr {
  const decisions = new Decisions(known, whole);
  const decided = <Whole extends Pick<PipelineIr, "body" | "result">>(one: Whole): Whole => {
    const body = decisions.block(one.body);
    const { value, after } = one.result;
    return {
      ...one,
      body,
      result: { ...one.result, value: decisions.replace(value), after: decisions.waiting(after) },
    };
  };
  const { pipelines } = ir;
  return { ...decided(ir), ...(pipelines === undefined ? {} : { pipelines: pipelines.map(decided) }) };
}

function mapValues<Value>(
  values: { readonly [name: string]: Value },
  change: (value: Value) => Value,
): { readonly [name: string]: Value } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

/** The program without what is known not to run, node by node in its order. */
class Decisions {
  readonly #known: ReadonlyMap<NodeId, Expr>;
  readonly #whole: ReadonlyMap<string, Expr>;
  readonly #merged = new Map<string, Expr>();
  /**
   * Who waits for what is left out waits for the tasks that it waited for. Code that it asked for stands before the
   * branch, and whoever must not start when that threw asks for it on its own, under the conditions around it.
   */
  readonly #removed = new Map<NodeId, readonly NodeId[]>();
  readonly #code = new Set<NodeId>();
  /** What an expression names of an arm that is left out stands where it is never evaluated. */
  readonly #unreached = new Set<NodeId>();

  constructor(known: ReadonlyMap<NodeId, Expr>, whole: ReadonlyMap<string, Expr>) {
    this.#known = known;
    this.#whole = whole;
  }

  block({ nodes }: Block): Block {
    return { nodes: nodes.flatMap((node) => this.#node({ ...node, after: this.waiting(node.after) })) };
  }

  waiting(after: readonly NodeId[]): readonly NodeId[] {
    return [...new Set(after.flatMap((id) => this.#removed.get(id) ?? [id]))];
  }

  replace(expr: Expr): Expr {
    return mapExpr(expr, (inner) => {
      if (inner.kind !== "out" && inner.kind !== "settled") return inner;
      if (this.#unreached.has(inner.node)) return { kind: "lit" };
      if (inner.kind === "settled") return inner;
      return this.#known.get(inner.node) ?? this.#merged.get(`${inner.node}.${inner.port ?? ""}`) ?? inner;
    });
  }

  #decide(expr: Expr): Expr {
    const replaced = this.replace(expr);
    return this.#whole.size === 0 ? replaced : (this.#whole.get(JSON.stringify(replaced)) ?? replaced);
  }

  #remove(node: Node): void {
    const tasks = node.after.filter((id) => !this.#code.has(id));
    this.#removed.set(node.id, this.waiting(tasks));
  }

  #node(node: Node): readonly Node[] {
    switch (node.kind) {
      case "js":
        this.#code.add(node.id);
        if (!this.#known.has(node.id)) return [{ ...node, args: node.args.map((arg) => this.replace(arg)) }];
        this.#remove(node);
        return [];
      case "call":
        return [{ ...node, input: this.replace(node.input) }];
      case "pipeline":
        return [{ ...node, args: mapValues(node.args, (value) => this.replace(value)) }];
      case "map":
        return [
          { ...node, over: this.#decide(node.over), body: this.block(node.body), yields: this.replace(node.yields) },
        ];
      case "loop":
        return [this.#loop(node)];
      case "if":
        return this.#if(node);
      case "wait":
      case "error":
        return [node];
    }
  }

  #loop(node: LoopNode): LoopNode {
    // What a round leaves may name what the body no longer has.
    const body = this.block(node.body);
    return {
      ...node,
      ...(node.over === undefined ? {} : { over: this.#decide(node.over) }),
      carried: node.carried.map(({ name, init, next }) => ({
        name,
        init: this.replace(init),
        next: this.replace(next),
      })),
      body,
      done: this.replace(node.done),
      checks: node.checks.filter((id) => !this.#removed.has(id)),
    };
  }

  #if(node: IfNode): readonly Node[] {
    const cond = this.#decide(node.cond);
    const then = this.block(node.then);
    const other = this.block(node.else);
    const merges = node.merges.map(({ port, ...merge }) => ({
      port,
      then: this.replace(merge.then),
      else: this.replace(merge.else),
    }));
    if (cond.kind !== "lit") return [{ ...node, cond, then, else: other, merges }];
    this.#remove(node);
    for (const left of nodesOf(cond.value ? other : then)) {
      this.#remove(left);
      this.#unreached.add(left.id);
    }
    for (const { port, ...merge } of merges)
      this.#merged.set(`${node.id}.${port}`, cond.value ? merge.then : merge.else);
    return (cond.value ? then : other).nodes;
  }
}
