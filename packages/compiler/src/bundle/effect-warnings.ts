/** Tells where code that stands at the top level of a module runs, when that differs from plain Node. */
import type { Diagnostic } from "@argosy/sdk/ir";
import { ownPathInStep, runsAtStart, runsInNoPod } from "../diagnostics/bundling.ts";
import type { Slice } from "./slice.ts";
import type { SourceGraph, SourceModule, TextRange } from "./source-graph-types.ts";
import { spanIn } from "./spans.ts";

export interface NamedSlice {
  readonly name: string;
  readonly slice: Slice;
}

export function effectWarnings(graph: SourceGraph, slices: readonly NamedSlice[]): readonly Diagnostic[] {
  return graph.modules.flatMap((module, index) => {
    const holders = slices.filter(({ slice }) => slice.modules.has(index));
    return holders.length === 0
      ? []
      : [...topLevelWarnings(module, index, holders), ...pathWarnings(graph, module, index)];
  });
}

function topLevelWarnings(module: SourceModule, index: number, holders: readonly NamedSlice[]): readonly Diagnostic[] {
  return module.pieces.flatMap((piece, number) => {
    if (piece.kind !== "effect" || piece.effect === "program" || piece.effect === "console") return [];
    const span = spanIn(module, piece);
    const steps = holders.filter(({ slice }) => slice.modules.get(index)?.kept.has(number)).map(({ name }) => name);
    return [steps.length === 0 ? runsInNoPod(span, {}) : runsAtStart(span, { steps })];
  });
}

function pathWarnings(graph: SourceGraph, module: SourceModule, index: number): readonly Diagnostic[] {
  const roots = graph.roots.filter((root) => root.module === index);
  const ranges = [...module.pieces.filter(({ reached }) => reached), ...roots].flatMap(({ ownPath }) => ownPath ?? []);
  const distinct = new Map(ranges.map((range): [number, TextRange] => [range.start, range]));
  return [...distinct.values()].map((range) =>
    ownPathInStep(spanIn(module, range), { text: module.text.slice(range.start, range.end) }),
  );
}
