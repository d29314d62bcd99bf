/** What one bundle holds of the user's modules: the pieces that its step and fragments reach. */
import { STEP_EXPORT } from "./names.ts";
import { layoutOf, type ModuleLayout, renderModule, type RenderedModule } from "./render-module.ts";
import type { FragmentRoot, PieceRef, SourceGraph, SourceModule, StepRoot } from "./source-graph-types.ts";

export interface Slice {
  /** By module number. A module without any piece is absent, and reads as an empty file. */
  readonly modules: ReadonlyMap<number, RenderedModule>;
  readonly step?: SlicedStep;
}

export interface SlicedStep {
  readonly module: number;
  /** The name under which the module exports it. */
  readonly exported: string;
  /** True when the code of the step calls the step itself: then the export is the whole `step(options, fn)`. */
  readonly isWhole: boolean;
}

/** The pieces of each module, by number. */
export type Pieces = ReadonlyMap<number, ReadonlySet<number>>;

/** Cuts slices of one graph. */
export type CutSlice = (step: StepRoot | undefined, fragments: readonly FragmentRoot[]) => Slice;

export function sliceCutter(graph: SourceGraph): CutSlice {
  const layouts = new Map<number, ModuleLayout>();
  const layout = (number: number, module: SourceModule): ModuleLayout => {
    const known = layouts.get(number) ?? layoutOf(module);
    layouts.set(number, known);
    return known;
  };
  return (step, fragments) => {
    const pieces = piecesReached(graph, [...(step === undefined ? [] : [step]), ...fragments]);
    const isWhole = step !== undefined && pieces.get(step.module)?.has(step.piece) === true;
    const numbers = new Set([
      ...pieces.keys(),
      ...fragments.map(({ module }) => module),
      ...(step === undefined ? [] : [step.module]),
    ]);
    const modules = new Map<number, RenderedModule>();
    for (const number of [...numbers].sort((a, b) => a - b)) {
      const module = graph.modules[number];
      if (module === undefined) continue;
      const own = fragments.filter((fragment) => fragment.module === number);
      const here = step?.module === number ? { root: step, isWhole } : undefined;
      modules.set(number, renderModule(layout(number, module), pieces.get(number) ?? new Set(), here, own));
    }
    if (step === undefined) return { modules };
    return {
      modules,
      step: { module: step.module, exported: step.binding === "default" ? "default" : STEP_EXPORT, isWhole },
    };
  };
}

export function piecesReached(graph: SourceGraph, roots: readonly { readonly uses: readonly PieceRef[] }[]): Pieces {
  const pieces = new Map<number, Set<number>>();
  const waiting = roots.flatMap(({ uses }) => uses);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [module, piece] = next;
    const known = pieces.get(module) ?? new Set();
    if (known.has(piece)) continue;
    pieces.set(module, known.add(piece));
    waiting.push(...(graph.modules[module]?.pieces[piece]?.uses ?? []));
  }
  return pieces;
}
