/**
 * Puts the tasks of a graph that is too large for one DAG into groups, each a DAG of its own. A group starts once all
 * that any of its tasks waits for has ended, so groups follow the graph: what stands side by side, and the stages in
 * which everything waits for everything before.
 */

/** Something of a graph; `needs` names others that must have ended. */
export interface GraphNode {
  readonly id: string;
  readonly needs: readonly string[];
}

export type Part<N extends GraphNode> = N | readonly Part<N>[];

export interface Partition<N extends GraphNode> {
  /** At most `limit`, nested as deep as it takes. */
  readonly parts: readonly Part<N>[];
  /** Whether nothing waits for more than it needs. */
  readonly isExact: boolean;
}

/** @param nodes in an order in which each comes after what it needs. */
export function partition<N extends GraphNode>(nodes: readonly N[], limit: number): Partition<N> {
  if (nodes.length <= limit) return { parts: nodes, isExact: true };
  const { pieces, isExact } = divide(nodes, limit);
  const inner = pieces.map((piece) => partition(piece, limit));
  const parts = inner.map((one) => onePart(one.parts));
  return { parts: pack(parts, limit), isExact: isExact && inner.every((one) => one.isExact) };
}

export function isNode<N extends GraphNode>(part: Part<N>): part is N {
  return !Array.isArray(part);
}

interface Division<N extends GraphNode> {
  readonly pieces: readonly (readonly N[])[];
  readonly isExact: boolean;
}

function divide<N extends GraphNode>(nodes: readonly N[], limit: number): Division<N> {
  const side = components(nodes);
  if (side.length > 1) return { pieces: side, isExact: true };
  const stages = stagesOf(nodes);
  // Without a cut that costs nothing, in the order given.
  return stages.length > 1 ? { pieces: stages, isExact: true } : { pieces: chunks(nodes, limit), isExact: false };
}

/** Neighbours share a group as long as they fit. */
function pack<N extends GraphNode>(parts: readonly Part<N>[], limit: number): readonly Part<N>[] {
  const groups: Part<N>[][] = [];
  let room = 0;
  for (const part of parts) {
    const members: readonly Part<N>[] = isNode(part) ? [part] : part;
    if (members.length > room) {
      groups.push([]);
      room = limit;
    }
    groups.at(-1)?.push(...members);
    room -= members.length;
  }
  const [all = [], ...others] = groups;
  if (others.length === 0) return all;
  const packed = groups.map((group) => onePart(group));
  return packed.length <= limit ? packed : pack(chunks(packed, limit), limit);
}

/** What has nothing to do with each other, in the order of their first nodes. */
function components<N extends GraphNode>(nodes: readonly N[]): readonly (readonly N[])[] {
  const leader = new Map(nodes.map(({ id }) => [id, id]));
  const find = (id: string): string => {
    let root = id;
    for (let next = leader.get(root); next !== undefined && next !== root; next = leader.get(root)) root = next;
    leader.set(id, root);
    return root;
  };
  for (const { id, needs } of nodes) {
    for (const need of needs) if (leader.has(need)) leader.set(find(need), find(id));
  }
  const found = new Map<string, N[]>();
  for (const node of nodes) {
    const root = find(node.id);
    const members = found.get(root);
    if (members === undefined) found.set(root, [node]);
    else members.push(node);
  }
  return [...found.values()];
}

/**
 * Cuts wherever everything behind waits for everything before: nothing behind is free to start, and what waits for
 * something before waits for all that ends there.
 */
function stagesOf<N extends GraphNode>(nodes: readonly N[]): readonly (readonly N[])[] {
  const places = new Map(nodes.map(({ id }, place) => [id, place]));
  const needs = nodes.map(({ needs: all }) => [...new Set(all.flatMap((need) => places.get(need) ?? []))]);
  const lastFree = needs.findLastIndex((own) => own.length === 0);
  const crossing = new Crossing(needs);
  const stages: N[][] = [];
  for (const [place, node] of nodes.entries()) {
    const stage = stages.at(-1);
    if (stage === undefined || (place > lastFree && crossing.isAllOrNothing())) stages.push([node]);
    else stage.push(node);
    crossing.moveBehind(place);
  }
  return stages;
}

/**
 * The edges across a line between two nodes, which moves on node by node. Every node that ends before the line is
 * needed by all that wait across it exactly when there are as many edges between the two as pairs.
 */
class Crossing {
  readonly #needs: readonly (readonly number[])[];
  readonly #neededBy: readonly (readonly number[])[];
  /** Before the line, and needed by nothing before it. */
  readonly #ends = new Set<number>();
  /** For each node behind the line, how many it needs before it. */
  readonly #back = new Map<number, number>();
  /** Edges from behind the line to nodes that end before it. */
  #edges = 0;

  constructor(needs: readonly (readonly number[])[]) {
    this.#needs = needs;
    const neededBy: number[][] = needs.map(() => []);
    for (const [place, own] of needs.entries()) for (const need of own) neededBy[need]?.push(place);
    this.#neededBy = neededBy;
  }

  isAllOrNothing(): boolean {
    return this.#edges === this.#ends.size * this.#back.size;
  }

  moveBehind(place: number): void {
    for (const need of this.#needs[place] ?? []) {
      // Those of the node itself no longer cross.
      if (this.#ends.has(need)) this.#edges -= this.#waitingFor(need, place - 1);
      this.#ends.delete(need);
    }
    this.#back.delete(place);
    this.#ends.add(place);
    for (const later of this.#neededBy[place] ?? []) {
      this.#back.set(later, (this.#back.get(later) ?? 0) + 1);
      this.#edges += 1;
    }
  }

  #waitingFor(need: number, line: number): number {
    return (this.#neededBy[need] ?? []).filter((place) => place > line).length;
  }
}

function onePart<N extends GraphNode>(parts: readonly Part<N>[]): Part<N> {
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 ? only : parts;
}

function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
