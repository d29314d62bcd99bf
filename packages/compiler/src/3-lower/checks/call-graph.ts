/** What the checks of a pipeline's graph ask: which calls there are, in which block, and what each of them uses. */
import type { Block, CallNode, MapNode, Node, NodeId, PipelineIr, StepIr } from "@argosy/sdk/ir";

export interface CallGraph {
  readonly ir: PipelineIr;
  readonly nodes: ReadonlyMap<NodeId, Node>;
  /** In the order of the program. */
  readonly calls: readonly PlacedCall[];
  /** The calls and fan-outs, and the block that each stands in. */
  readonly work: readonly { readonly work: CallNode | MapNode; readonly block: Block }[];
  readonly blockOf: ReadonlyMap<NodeId, Block>;
  stepOf(call: CallNode): StepIr | undefined;
}

export interface PlacedCall {
  readonly call: CallNode;
  /** The blocks around it, the pipeline's body first. */
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
      if (node.kind === "call" || node.kind === "map") work.push({ work: node, block });
      for (const inner of blocksOf(node)) visit(inner, blocks);
    }
  };
  visit(ir.body, []);
  const steps = new Map(ir.steps.map((step) => [step.id, step]));
  return { ir, nodes, calls, work, blockOf, stepOf: ({ step }) => steps.get(step) };
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

/** The calls that a node makes. */
export function callsIn(node: Node): readonly CallNode[] {
  return node.kind === "call" ? [node] : blocksOf(node).flatMap((block) => block.nodes.flatMap(callsIn));
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
