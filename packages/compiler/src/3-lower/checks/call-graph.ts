/** What the checks of a pipeline's graph ask: which calls there are, in which block, and what each of them uses. */
import type {
  Block,
  CallNode,
  MapNode,
  Node,
  NodeId,
  PipelineCallNode,
  PipelineId,
  PipelineIr,
  StepIr,
  WaitNode,
} from "@argosy/sdk/ir";

/** The pipeline, and those that it calls: what each does and gives. */
interface Body {
  readonly body: Block;
  readonly result: PipelineIr["result"];
}

export interface CallGraph {
  readonly ir: PipelineIr;
  readonly bodies: readonly Body[];
  readonly nodes: ReadonlyMap<NodeId, Node>;
  /** In the order of the program. */
  readonly calls: readonly PlacedCall[];
  /** The calls and fan-outs, and the block that each stands in. */
  readonly work: readonly { readonly work: Work; readonly block: Block }[];
  readonly blockOf: ReadonlyMap<NodeId, Block>;
  stepOf(call: CallNode): StepIr | undefined;
  /** What a node calls and waits for, in the pipelines that it calls too. */
  leavesIn(node: Node): readonly (CallNode | WaitNode)[];
}

export type Work = CallNode | MapNode | PipelineCallNode;

export function isWork(node: Node | undefined): node is Work {
  return node?.kind === "call" || node?.kind === "map" || node?.kind === "pipeline";
}

export interface PlacedCall {
  readonly call: CallNode;
  /** The blocks around it, the body of its pipeline first. */
  readonly blocks: readonly Block[];
}

export interface NamedValue {
  readonly node: NodeId;
  readonly port?: string;
}

export function callGraph(ir: PipelineIr): CallGraph {
  const nodes = new Map<NodeId, Node>();
  const blockOf = new Map<NodeId, Block>();
  const calls: PlacedCall[] = [];
  const work: CallGraph["work"][number][] = [];
  const visit = (block: Block, outer: readonly Block[]): void => {
    const blocks = [...outer, block];
    for (const node of block.nodes) {
      nodes.set(node.id, node);
      blockOf.set(node.id, block);
      if (node.kind === "call") calls.push({ call: node, blocks });
      if (isWork(node)) work.push({ work: node, block });
      for (const inner of blocksOf(node)) visit(inner, blocks);
    }
  };
  const bodies: readonly Body[] = [ir, ...calledBodies(ir)];
  for (const { body } of bodies) visit(body, []);
  const steps = new Map(ir.steps.map((step) => [step.id, step]));
  return {
    ir,
    bodies,
    nodes,
    calls,
    work,
    blockOf,
    stepOf: ({ step }) => steps.get(step),
    leavesIn: (node) => leavesIn(node, ir),
  };
}

/** Where some callers catch errors and others do not there are two bodies of one source: that of the others says more. */
function calledBodies({ pipelines = [] }: PipelineIr): readonly Body[] {
  return pipelines.filter(
    ({ id, soft }) => soft !== true || !pipelines.some((other) => other.id === id && other.soft !== true),
  );
}

function blocksOf(node: Node): readonly Block[] {
  return Object.values(node).filter(
    (part: unknown): part is Block => typeof part === "object" && part !== null && "nodes" in part,
  );
}

/** Every node of a block, those inside others too. */
export function nodesIn(block: Block): readonly Node[] {
  return block.nodes.flatMap((node) => [node, ...blocksOf(node).flatMap(nodesIn)]);
}

function leavesIn(node: Node, ir: PipelineIr, entered: readonly PipelineId[] = []): readonly (CallNode | WaitNode)[] {
  if (node.kind === "call" || node.kind === "wait") return [node];
  if (node.kind !== "pipeline")
    return blocksOf(node).flatMap((block) => block.nodes.flatMap((inner) => leavesIn(inner, ir, entered)));
  const { pipeline } = node;
  const called = entered.includes(pipeline) ? undefined : ir.pipelines?.find(({ id }) => id === pipeline);
  return called?.body.nodes.flatMap((inner) => leavesIn(inner, ir, [...entered, pipeline])) ?? [];
}

/** The values of nodes that an expression, or whatever holds expressions, names. */
export function namedIn(holder: unknown): readonly NamedValue[] {
  if (typeof holder !== "object" || holder === null) return [];
  if ("kind" in holder && holder.kind === "out" && "node" in holder) return [holder as NamedValue];
  return Object.values(holder).flatMap(namedIn);
}

/** True for a step that is called for what it does, not for what it returns. */
export function givesNothing(step: StepIr | undefined): boolean {
  return step?.output["type"] === "null";
}
