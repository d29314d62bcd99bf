/** From the IR to a program in which every expression has a place and every value a producer. */
import type { CallSite, Diagnostic, LoweredProgram, ParamIr, PipelineIr, Read } from "@argosy/sdk/ir";
import { addInner } from "./add-inner.ts";
import { type Lowering, newLowering, type PlacedCall, rescueKey } from "./context.ts";
import { finishScope } from "./finish-scope.ts";
import type { Leaf } from "./leaves.ts";
import { placeOutput } from "./output.ts";
import type { Placement } from "./placement.ts";
import { rescueSite } from "./rescue.ts";
import { ScopeLowering } from "./scope-lowering.ts";

export interface LowerOptions {
  readonly forceGlue?: boolean;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Told where each expression went. */
  readonly explain?: (placement: Placement) => void;
}

export function lower(ir: PipelineIr, options: LowerOptions): LoweredProgram {
  const lowering = newLowering(ir, options.forceGlue ?? false, {
    report: options.report,
    explain: options.explain ?? (() => undefined),
  });
  const main = new ScopeLowering("main", lowering, {
    pipeline: ir.id,
    params: ir.params,
    isEntry: true,
    inFanout: false,
  });
  main.addBlock(ir.body, [], addInner);
  const { value, after, span } = ir.result;
  finishScope(main, placeOutput(main, value, { after, path: [], span }));
  return {
    version: 1,
    name: ir.name,
    options: ir.options,
    optionSpans: ir.optionSpans,
    params: ir.params,
    steps: ir.steps
      .filter((step) => lowering.calls.some(({ draft }) => draft.step === step.id))
      .map((step) => ({ ...step, options: { ...ir.options.defaults, ...step.options } })),
    main: main.id,
    ...(lowering.shared.size === 0
      ? {}
      : {
          pipelines: Object.fromEntries(
            [...lowering.shared.values()].map(({ scope, called: { name, span, depth } }) => [
              scope,
              { name, span, ...(depth === undefined ? {} : { maxDepth: depth.most }) },
            ]),
          ),
        }),
    scopes: Object.fromEntries(lowering.scopes),
    calls: lowering.calls.flatMap((call) => callSites(call, lowering)),
    span: ir.span,
  };
}

/** The call, and what stands in for it when its pod is lost. */
function callSites(call: PlacedCall, lowering: Lowering): readonly CallSite[] {
  const site = callSite(call);
  const step = lowering.ir.steps.find(({ id }) => id === site.step);
  if (site.soft === undefined || step === undefined) return [site];
  const options = { ...lowering.ir.options.defaults, ...step.options };
  return [site, rescueSite(site, rescueKey(lowering, site.key), { ...step, options }, lowering.ir.span)];
}

function callSite({ draft, params, isEntry, inFanout }: PlacedCall): CallSite {
  // What a person types by hand may be a bare string.
  const typed = isEntry ? params : [];
  const reads = [...draft.reads].map(([name, leaf]): Read => ({
    name,
    lists: draft.lists.get(name) ?? 0,
    ...(isText(leaf, typed) ? { lenientString: true } : {}),
    ...(leaf.kind === "settled" ? { settled: true } : {}),
  }));
  return {
    key: draft.key,
    ...(draft.step === undefined ? {} : { step: draft.step }),
    reads,
    bindings: [...draft.bindings.values()],
    checks: draft.checks,
    ...(draft.input === undefined ? {} : { input: draft.input }),
    ...(draft.inputSpan === undefined ? {} : { inputSpan: draft.inputSpan }),
    ports: draft.ports,
    inFanout,
    ...(isEntry ? {} : { isShared: true }),
    ...(draft.soft === undefined ? {} : { soft: draft.soft }),
  };
}

function isText(leaf: Leaf, typed: readonly ParamIr[]): boolean {
  return leaf.kind === "param" && typed.find(({ name }) => name === leaf.name)?.schema["type"] === "string";
}
