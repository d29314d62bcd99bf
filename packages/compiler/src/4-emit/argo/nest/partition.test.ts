import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GraphNode, isNode, type Part, partition } from "./partition.ts";

const LIMIT = 4;

function node(id: number, ...needs: readonly number[]): GraphNode {
  return { id: String(id), needs: needs.map(String) };
}

/** Random graphs in an order that keeps to their edges. */
const graphs = fc
  .array(fc.array(fc.nat({ max: 30 }), { maxLength: 3 }), { maxLength: 30 })
  .map((needs) => needs.map((list, id) => node(id, ...new Set(list.filter((need) => need < id)))));

function partsOf(graph: readonly GraphNode[], limit: number): readonly Part<GraphNode>[] {
  return partition(graph, limit).parts;
}

function shape(parts: readonly Part<GraphNode>[]): unknown {
  return parts.map((part) => (isNode(part) ? Number(part.id) : shape(part)));
}

function leaves(parts: readonly Part<GraphNode>[]): readonly GraphNode[] {
  return parts.flatMap((part) => (isNode(part) ? [part] : leaves(part)));
}

function widths(parts: readonly Part<GraphNode>[]): readonly number[] {
  return [parts.length, ...parts.flatMap((part) => (isNode(part) ? [] : widths(part)))];
}

/** What ends before a node starts when every group waits for all that its nodes wait for. */
function order(parts: readonly Part<GraphNode>[]): ReadonlyMap<string, ReadonlySet<string>> {
  const before = new Map<string, Set<string>>();
  const visit = (level: readonly Part<GraphNode>[], inherited: ReadonlySet<string>): void => {
    const members = level.map((part) => new Set((isNode(part) ? [part] : leaves(part)).map(({ id }) => id)));
    const started = new Map<number, Set<string>>();
    const open = new Set<number>();
    const startOf = (index: number): Set<string> => {
      const known = started.get(index);
      if (known !== undefined) return known;
      if (open.has(index)) throw new Error("groups wait for each other");
      open.add(index);
      const part = level[index]!;
      const needs = (isNode(part) ? [part] : leaves(part)).flatMap((one) => one.needs);
      const found = new Set(inherited);
      for (const [other, ids] of members.entries()) {
        if (other === index || !needs.some((need) => ids.has(need))) continue;
        for (const id of [...ids, ...startOf(other)]) found.add(id);
      }
      started.set(index, found);
      return found;
    };
    for (const [index, part] of level.entries()) {
      if (isNode(part)) before.set(part.id, startOf(index));
      else visit(part, startOf(index));
    }
  };
  visit(parts, new Set());
  return before;
}

describe("the groups of a large graph", () => {
  it("are none while it fits", () => {
    expect(shape(partsOf([node(0), node(1, 0)], LIMIT))).toEqual([0, 1]);
  });

  it("follow a chain", () => {
    const chain = Array.from({ length: 9 }, (_, id) => (id === 0 ? node(0) : node(id, id - 1)));
    expect(shape(partsOf(chain, LIMIT))).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], 8]);
  });

  it("stand side by side between what all of them wait for and what waits for all", () => {
    const middle = [1, 2, 3, 4, 5, 6];
    const fan = [node(0), ...middle.map((id) => node(id, 0)), node(7, ...middle)];
    expect(shape(partsOf(fan, LIMIT))).toEqual([0, [1, 2, 3, 4], [5, 6], 7]);
  });

  it("keep two chains apart", () => {
    const left = Array.from({ length: 5 }, (_, id) => (id === 0 ? node(0) : node(id, id - 1)));
    const right = Array.from({ length: 3 }, (_, id) => (id === 0 ? node(5) : node(5 + id, 4 + id)));
    const ended = order(partsOf([...left, ...right], LIMIT));
    expect([...(ended.get("7") ?? [])].toSorted()).toEqual(["5", "6"]);
  });

  it("say when something has to wait for more than it needs", () => {
    const ladder = [node(0), node(1), node(2, 0), node(3, 0, 1), node(4, 2), node(5, 2, 3)];
    expect(partition(ladder, LIMIT).isExact).toBe(false);
    expect(partition(ladder, 6).isExact).toBe(true);
  });

  it("nest until no level is too wide", () => {
    const many = Array.from({ length: 70 }, (_, id) => node(id));
    const parts = partsOf(many, LIMIT);
    expect(Math.max(...widths(parts))).toBeLessThanOrEqual(LIMIT);
    expect(leaves(parts)).toEqual(many);
  });

  it("hold every node once, never wait for each other and keep every edge", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const parts = partsOf(graph, LIMIT);
        expect(Math.max(0, ...widths(parts))).toBeLessThanOrEqual(LIMIT);
        expect(
          leaves(parts)
            .map(({ id }) => id)
            .toSorted(),
        ).toEqual(graph.map(({ id }) => id).toSorted());
        const before = order(parts);
        for (const { id, needs } of graph) for (const need of needs) expect(before.get(id)).toContain(need);
        if (partition(graph, LIMIT).isExact) expect(before).toEqual(order(graph));
      }),
    );
  });
});
