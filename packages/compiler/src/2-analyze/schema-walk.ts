/** What the parts of the schema walk share. */
import type { JsonSchema } from "@argosy/sdk/ir";
import type { ts } from "ts-morph";

/** A part of a type that JSON cannot hold, or a tag of JSDoc that says nothing about its type. */
export type SchemaProblem = {
  /** Where in the value, as in `runs[].startedAt`; empty for the value itself. */
  readonly path: string;
  /** One clause without a full stop: `JSON has no Date; send an ISO string`. */
  readonly reason: string;
  /** The property's declaration when it is the user's own, else the node that the schema was asked for. */
  readonly node: ts.Node;
} & ({ readonly kind: "type" } | { readonly kind: "tag"; readonly tag: string });

/** Where in the value the walk is. */
export interface Spot {
  readonly path: string;
  readonly node: ts.Node;
  /** What `undefined` means here. */
  readonly position: "root" | "property" | "element";
  readonly depth: number;
}

export interface Walk {
  readonly checker: ts.TypeChecker;
  report(problem: SchemaProblem): void;
  visit(walk: Walk, type: ts.Type, spot: Spot): JsonSchema;
  /** A type without a schema is being visited; one with a name refers to itself. */
  readonly seen: { readonly [Position in Spot["position"]]: Map<ts.Type, { name?: string; schema?: JsonSchema }> };
  readonly definitions: Map<string, JsonSchema>;
}

export function property(spot: Spot, name: string, node: ts.Node): Spot {
  const plain = /^[A-Za-z_$][\w$]*$/.test(name);
  const step = plain ? `${spot.path === "" ? "" : "."}${name}` : `[${JSON.stringify(name)}]`;
  return { path: spot.path + step, node, position: "property", depth: spot.depth + 1 };
}

/** `index` is absent for every element that has the same type. */
export function element(spot: Spot, index?: number): Spot {
  return { path: `${spot.path}[${index ?? ""}]`, node: spot.node, position: "element", depth: spot.depth + 1 };
}

/** The type's own name with its arguments, `Box_Shape`, made unique. */
export function definitionName(walk: Walk, type: ts.Type): string {
  const symbol = type.aliasSymbol ?? type.symbol;
  const named = symbol !== undefined && !symbol.name.startsWith("__");
  const name = (named ? walk.checker.typeToString(type) : "Value")
    .replace(/\W+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 60);
  const taken = new Set(Object.values(walk.seen).flatMap((seen) => [...seen.values()].map((entry) => entry.name)));
  for (let suffix = 1; ; suffix += 1) {
    const candidate = suffix === 1 ? name : `${name}_${suffix}`;
    if (!taken.has(candidate)) return candidate;
  }
}
